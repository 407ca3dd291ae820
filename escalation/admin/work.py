"""What happened by itself, and the moves between teams: to look at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin

from ..in_words import in_words
from ..models import Firing, HandOver, SetAside, SweepRun


@admin.register(HandOver)
class HandOverAdmin(ReadOnlyAdmin):
    hint = _("From which team to which, and how it was answered")
    list_display = ["of_ticket", "sender", "receiver", "why", "state", "handed_over_at", "until"]
    list_select_related = ["ticket", "from_team", "to_team"]
    list_filter = ["status", "to_level"]
    search_fields = ["=ticket__number"]
    ordering = ["-pk"]

    @admin.display(description=_("ticket"))
    def of_ticket(self, hand_over):
        return hand_over.ticket

    @admin.display(description=_("from team"))
    def sender(self, hand_over):
        return hand_over.from_team

    @admin.display(description=_("to team"))
    def receiver(self, hand_over):
        return hand_over.to_team

    @admin.display(description=_("reason"))
    def why(self, hand_over):
        return hand_over.get_reason_display()

    @admin.display(description=_("status"))
    def state(self, hand_over):
        return hand_over.get_status_display()

    @admin.display(description=_("handed over"))
    def handed_over_at(self, hand_over):
        return hand_over.at

    @admin.display(description=_("answer until"))
    def until(self, hand_over):
        return hand_over.deadline


@admin.register(Firing)
class FiringAdmin(ReadOnlyAdmin):
    menu_name = _("Steps by the clock")
    hint = _("Warnings, overdue notices and moves the clock made")
    list_display = ["of_ticket", "what", "of_clock", "was_due_at", "happened_at"]
    list_select_related = ["ticket"]
    list_filter = ["step"]
    search_fields = ["=ticket__number"]
    ordering = ["-pk"]

    CLOCKS = {
        "first_response": _("First response"),
        "next_update": _("Next update"),
        "resolution": _("Resolution"),
        "level": _("Level time"),
        "owner": _("Agent"),
    }

    @admin.display(description=_("ticket"))
    def of_ticket(self, firing):
        return firing.ticket

    @admin.display(description=_("step"))
    def what(self, firing):
        words = in_words(firing.step)
        return f"{words.what} {words.when}".strip()

    @admin.display(description=_("clock"))
    def of_clock(self, firing):
        return self.CLOCKS.get(firing.clock, firing.clock)

    @admin.display(description=_("was due"))
    def was_due_at(self, firing):
        return firing.due_at

    @admin.display(description=_("happened"))
    def happened_at(self, firing):
        return firing.fired_at


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin):
    menu_name = _("Watch over deadlines")
    hint = _("When deadlines were last looked at")
    list_display = ["last_run", "tickets", "failed"]

    @admin.display(description=_("last run"))
    def last_run(self, run):
        return run.finished_at

    @admin.display(description=_("tickets looked at"))
    def tickets(self, run):
        return run.looked_at

    @admin.display(description=_("set aside"))
    def failed(self, run):
        return run.set_aside


@admin.register(SetAside)
class SetAsideAdmin(ReadOnlyAdmin):
    menu_name = _("Tickets set aside")
    hint = _("What the watch could not handle, and why")
    list_display = ["of_ticket", "since", "again", "reason"]
    list_select_related = ["ticket"]

    @admin.display(description=_("ticket"))
    def of_ticket(self, row):
        return row.ticket

    @admin.display(description=_("since"))
    def since(self, row):
        return row.at

    @admin.display(description=_("looked at again"))
    def again(self, row):
        return row.until

    @admin.display(description=_("reason"))
    def reason(self, row):
        return row.error

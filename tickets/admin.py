"""Tickets, to look up. A save here would pass no verb, so there is none."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin

from .models import ClockCheck, Ticket


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    hint = _("Look up any ticket by number or subject")
    list_display = [
        "number",
        "subject",
        "organisation",
        "requester",
        "priority",
        "status",
        "level",
        "team",
        "opened_at",
    ]
    list_select_related = ["organisation", "requester", "team"]
    list_filter = ["status", "priority", "level", "category"]
    search_fields = ["=number", "subject", "=external_id"]
    ordering = ["-number"]

    def get_fields(self, request, obj=None):
        more = ["channel", "category", "service", "device", "impact", "urgency", "assignee", "tier_version"]
        return [*self.list_display, *more, "waiting_reason", "waiting_until", "problem", "cause", "solution"]


@admin.register(ClockCheck)
class ClockCheckAdmin(ReadOnlyAdmin):
    menu_name = _("Check of the clocks")
    hint = _("Whether the stored due times are what the tickets' history says")
    list_display = ["checked_at", "tickets", "differing", "which"]
    fields = ["finished_at", "tickets", "differing", "which"]

    @admin.display(description=_("checked"))
    def checked_at(self, check):
        return check.finished_at

    @admin.display(description=_("first of them"))
    def which(self, check):
        return ", ".join(f"#{number}" for number in check.numbers)

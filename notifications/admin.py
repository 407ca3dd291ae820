"""The outbox: what waits to be sent, what was, and what was given up."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin import ReadOnlyAdmin
from tickets.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    menu_name = _("Outbox")
    hint = _("What waits to be sent, and what was given up")
    list_display = ["created_at", "kind", "person", "address", "ticket", "outcome", "attempts", "next_try_at", "error"]
    list_display_links = ["created_at"]
    list_select_related = ["person", "ticket"]
    list_filter = ["outcome", "kind"]
    search_fields = ["person__email", "address", "=ticket__number"]
    ordering = ["-pk"]
    actions = ["try_again"]

    def has_retry_permission(self, request):
        return request.user.has_perm("tickets.change_notice")

    @admin.action(description=_("Try again to send what was given up"), permissions=["retry"])
    def try_again(self, request, notices):
        parked = notices.order_by().filter(outcome=Notice.Outcome.PARKED)
        count = parked.update(
            outcome=Notice.Outcome.WAITING, outcome_at=None, attempts=0, error="", next_try_at=timezone.now()
        )
        sentence = ngettext(
            "%(count)d notice waits to be sent again.", "%(count)d notices wait to be sent again.", count
        )
        messages.info(request, sentence % {"count": count})

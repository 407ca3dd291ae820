"""Tickets, to look up. A save here would pass no verb, so there is none."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin

from .models import Ticket


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

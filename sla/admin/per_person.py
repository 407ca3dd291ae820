"""Figures per person: the one switch of the installation, with who set it, when and why."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import RoomAdmin
from reports.held import forget_persons
from sla.auditing import audited
from sla.models import AuditEntry, PerPerson

ROW = 1


class PerPersonAdmin(RoomAdmin):
    hint = _("Whether reports may name a person's times")
    fields = ["is_on", "reason", "since", "changed_by", "changed_at"]
    readonly_fields = ["since", "changed_by", "changed_at"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one of it: its list is its page."""
        return redirect("admin:sla_perperson_change", ROW)

    def history_view(self, request, object_id, extra_context=None):
        """Its part of the audit list, which is empty as long as nobody set it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect(f"{reverse('admin:sla_auditentry_changelist')}?{urlencode({'kind': 'perperson'})}")

    def get_object(self, request, object_id, from_field=None):
        """The row, which is there only once somebody set it."""
        if str(object_id) != str(ROW):
            return None
        return PerPerson.objects.filter(pk=ROW).first() or PerPerson(pk=ROW)

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        with audited(obj, by=request.user, door="admin", now=now, action=AuditEntry.Action.CHANGED):
            before = PerPerson.objects.filter(pk=ROW).first()
            if obj.is_on != bool(before and before.is_on):
                obj.since = now if obj.is_on else None
            obj.changed_by, obj.changed_at = request.user, now
            obj.save()
            if not obj.is_on:
                forget_persons()

    def response_change(self, request, obj):
        said = (
            gettext("Reports name persons from now on. What was before stays without names.")
            if obj.is_on
            else gettext("No report names a person. Names that were added up are taken out.")
        )
        messages.success(request, said)
        return redirect("admin:sla_perperson_change", ROW)

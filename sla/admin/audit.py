"""The audit list of the promises in the administration: to look at, and nothing else; the database refuses the rest."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from sla.models import AuditEntry, Calendar, Contract, PerPerson, Tier

from .audit_words import audit_words

KINDS = {"tier": Tier, "calendar": Calendar, "contract": Contract, "perperson": PerPerson}
SHOWN = 3  # changes of one entry in the list; the rest stands on its page


class ByKind(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(name, kind._meta.verbose_name) for name, kind in KINDS.items()]

    def queryset(self, request, entries):
        return entries.filter(kind=self.value()) if self.value() else entries


class ByPerson(admin.SimpleListFilter):
    title = _("person")
    parameter_name = "by"

    def lookups(self, request, model_admin):
        people = get_user_model().objects.filter(pk__in=AuditEntry.objects.values("by"))
        return [(str(person.pk), person.get_full_name() or person.email) for person in people.order_by("first_name")]

    def queryset(self, request, entries):
        asked = self.value() or ""
        return entries.filter(by=asked) if asked.isdecimal() and len(asked) < 18 else entries


class AuditEntryAdmin(ReadOnlyAdmin):
    hint = _("Who changed what, with before and after")
    list_display = ["at", "by", "what", "kind_name", "name", "changes"]
    list_select_related = ["by"]
    list_filter = [ByKind, "action", ByPerson, "at"]
    search_fields = ["name"]
    ordering = ["-at", "-pk"]
    change_form_template = "admin/sla/auditentry/change_form.html"

    def lookup_allowed(self, lookup, value, request):
        return lookup == "object_id" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("what"), ordering="action")
    def what(self, entry):
        return entry.get_action_display()

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, entry):
        return KINDS[entry.kind]._meta.verbose_name

    @admin.display(description=_("changes"))
    def changes(self, entry):
        words = audit_words(entry)
        shown = format_html_join(
            "", "<li>{}: <s>{}</s> → {}</li>", ((w.what, w.before, w.after) for w in words[:SHOWN])
        )
        more = len(words) - SHOWN
        rest = format_html("<li>{}</li>", gettext("and %(count)s more") % {"count": more}) if more > 0 else ""
        return format_html('<ul class="hd-audit">{}{}</ul>', shown, rest)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"entry": obj, "words": audit_words(obj), "kind_name": KINDS[obj.kind]._meta.verbose_name}
        context |= {"title": f"{obj.name}: {obj.get_action_display()}", "subtitle": None, "place": _place(obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)


class WithAudit:
    """A thing's history is its part of the audit list."""

    def history_view(self, request, object_id, extra_context=None):
        thing = get_object_or_404(self.model, pk=object_id) if str(object_id).isdecimal() else None
        if thing is None or not self.has_view_permission(request, thing):
            raise PermissionDenied
        asked = {"kind": self.opts.model_name, "object_id": thing.pk}
        return redirect(f"{reverse('admin:sla_auditentry_changelist')}?{urlencode(asked)}")


def _place(entry):
    """The page of what the entry is about; None where that is gone."""
    try:
        exists = KINDS[entry.kind].objects.filter(pk=entry.object_id).exists()
        return reverse(f"admin:sla_{entry.kind}_change", args=[entry.object_id]) if exists else None
    except NoReverseMatch:
        return None

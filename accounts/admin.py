"""Organisations, people and teams. Nobody changes his own rights here."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from core.admin import RoomAdmin, TableInline

from .administering import MembershipForm, NewPersonForm, OwnTeams, PersonForm, TeamForm, send_password_link
from .models import AgentScope, Membership, Organisation, Site, Team, User
from .shift_admin import ShiftAdmin  # noqa: F401  Django looks for it here

admin.site.unregister(Group)  # roles are kept in helpdesk/roles.py, not here


class KeptWithTickets:
    """Whoever has tickets stays, switched off: history has to name him."""

    tickets = "tickets"

    def has_delete_permission(self, request, obj=None):
        has_tickets = obj is not None and getattr(obj, self.tickets).exists()
        return not has_tickets and super().has_delete_permission(request, obj)


class SiteInline(TableInline):
    model = Site
    fields = ["name", "address", "country", "state", "time_zone"]


class MembershipInline(TableInline):
    model = Membership
    form = MembershipForm


class PeopleInline(MembershipInline):
    """The people of an organisation, where they are few enough for one page."""

    autocomplete_fields = ["user", "site"]
    AT_MOST = 50
    verbose_name = _("known person")
    verbose_name_plural = _("people")


class ServedByInline(TableInline):
    model = AgentScope
    autocomplete_fields = ["team"]
    verbose_name = _("team")
    verbose_name_plural = _("served by, beside the teams that serve everybody")


@admin.register(Organisation)
class OrganisationAdmin(KeptWithTickets, RoomAdmin):
    hint = _("Customers, vendors and our own, with their sites")
    list_display = ["name", "kind", "language", "sharing", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "mail_domains"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "phone", "case_mail", "mail_domains", "notes", "is_active"]}),
        (_("Language and sight"), {"fields": ["language", "time_zone", "sharing"]}),
    ]

    def get_inlines(self, request, obj):
        few = obj is None or obj.memberships.count() <= PeopleInline.AT_MOST
        return [SiteInline, *([PeopleInline] if few else []), ServedByInline]

    def response_add(self, request, obj, post_url_continue=None):
        """Stay on its page, from where its people and its contract are added."""
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        sentence = _("“%(organisation)s” is saved. Next come its people and its contract: both are added below.")
        if obj.kind == Organisation.Kind.VENDOR:
            sentence = _("“%(organisation)s” is saved.")
        messages.success(request, sentence % {"organisation": obj})
        return redirect("admin:accounts_organisation_change", obj.pk)


@admin.register(Site)
class SiteAdmin(RoomAdmin):
    """Sites are edited with their organisation; this serves the search in other forms."""

    search_fields = ["name", "organisation__name"]

    def has_module_permission(self, request):
        return False


class HomeInline(MembershipInline):
    """Where a person belongs."""

    autocomplete_fields = ["organisation", "site"]

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None and asked_organisation(request) else self.extra

    def _is_oneself(self, request, obj):
        return obj is not None and obj == request.user

    def has_add_permission(self, request, obj):
        return not self._is_oneself(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return not self._is_oneself(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not self._is_oneself(request, obj) and super().has_delete_permission(request, obj)


def asked_organisation(request):
    """The organisation from whose page somebody comes to add a person; None where he comes from elsewhere."""
    pk = request.GET.get("organisation", "")
    return Organisation.objects.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None


class SetPasswordForm(AdminPasswordChangeForm):
    """A new password, and nothing else: who shall not sign in any more is switched off instead."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


RIGHTS = ["is_active", "is_staff", "is_superuser", "groups"]


@admin.register(User)
class PersonAdmin(KeptWithTickets, RoomAdmin, UserAdmin):
    tickets = "requested_tickets"
    hint = _("Sign-in, teams, absence and deputy")
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None  # Django's own speaks of a password that is asked for
    change_password_form = SetPasswordForm
    inlines = [HomeInline]
    list_display = ["get_full_name", "email", "phone", "organisations", "is_active"]
    list_filter = ["is_active", "is_staff", "teams"]
    search_fields = ["first_name", "last_name", "email"]
    ordering = ["first_name", "last_name", "email"]
    filter_horizontal = []
    autocomplete_fields = ["deputy"]
    change_form_template = "admin/accounts/user/change_form.html"
    fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "phone", "mobile", "works_as", "room", "is_important"]}),
        (_("Teams"), {"fields": ["teams"]}),
        (_("Language and mail"), {"fields": ["language", "time_zone", "wants_mail"]}),
        (_("Absence"), {"fields": ["absent_from", "absent_until", "deputy"]}),
        (_("Quiet hours"), {"fields": ["quiet_from", "quiet_until"]}),
        (_("Rights"), {"fields": RIGHTS, "description": _("Nobody changes his own rights.")}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "phone", "language", "time_zone"]}),
        (_("Teams"), {"fields": ["teams"]}),
        (_("Sign-in"), {"fields": ["invite"]}),
    ]

    @admin.display(description=_("name"), ordering="first_name")
    def get_full_name(self, person):
        return person.get_full_name()

    @admin.display(description=_("organisation"))
    def organisations(self, person):
        return ", ".join(membership.organisation.name for membership in person.memberships.all())

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__organisation")

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.is_oneself = obj is not None and obj == request.user
        return form

    def get_readonly_fields(self, request, obj=None):
        return RIGHTS if obj is not None and (obj == request.user or not request.user.is_superuser) else []

    def has_change_permission(self, request, obj=None):
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        above = obj is not None and (obj == request.user or (obj.is_superuser and not request.user.is_superuser))
        return not above and super().has_delete_permission(request, obj)

    def get_urls(self):
        link = path("<int:pk>/password-link/", self.admin_site.admin_view(self.password_link), name="password_link")
        return [link, *super().get_urls()]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        # Not when the form comes back: what is as it was proposed would count as not filled in.
        if request.method == "GET" and obj.pk is None and (organisation := asked_organisation(request)):
            kwargs["initial"] = [{"organisation": organisation.pk}]
        return kwargs

    def response_add(self, request, obj, post_url_continue=None):
        """Back to the organisation from whose page the person was added."""
        organisation = asked_organisation(request)
        if organisation is None or "_save" not in request.POST:
            return super().response_add(request, obj, post_url_continue)
        words = {"person": obj.get_full_name(), "organisation": organisation}
        messages.success(request, _("%(person)s is saved and belongs to %(organisation)s.") % words)
        return redirect("admin:accounts_organisation_change", organisation.pk)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change and form.cleaned_data.get("invite"):
            transaction.on_commit(lambda: send_password_link(request, form.instance))

    def user_change_password(self, request, id, form_url=""):
        if str(request.user.pk) == str(id):
            return redirect("account_change_password")
        return super().user_change_password(request, id, form_url)

    def password_link(self, request, pk):
        """Mail the person a link with which to choose a password."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        person = get_object_or_404(User, pk=pk, is_active=True)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        send_password_link(request, person)
        messages.success(
            request, _("A link to choose a password is on its way to %(email)s.") % {"email": person.email}
        )
        return redirect("admin:accounts_user_change", pk)


class MemberInline(TableInline):
    model = Team.members.through
    formset = OwnTeams
    autocomplete_fields = ["user"]
    verbose_name = _("member")
    verbose_name_plural = _("members")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.editor = request.user
        return formset


class ServesInline(TableInline):
    model = AgentScope
    autocomplete_fields = ["organisation"]


@admin.register(Team)
class TeamAdmin(KeptWithTickets, RoomAdmin):
    hint = _("Levels 1 to 3, skills, lead, whom they serve")
    form = TeamForm
    list_display = ["name", "level", "lead", "serves_all", "is_active"]
    list_filter = ["level", "is_active"]
    list_select_related = ["lead"]
    search_fields = ["name"]
    autocomplete_fields = ["lead", "organisation"]
    inlines = [MemberInline, ServesInline]
    fieldsets = [
        (None, {"fields": ["name", "level", "lead", "is_active"]}),
        (_("Which tickets"), {"fields": ["categories", "skills", "serves_all", "organisation"]}),
        (_("Hand-overs"), {"fields": ["asks_acceptance", "needs", "essentials"]}),
        (_("Who gets a ticket"), {"fields": ["assigns_itself"]}),
    ]

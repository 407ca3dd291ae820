"""The administration: Django's own, in an order by purpose and behind our own sign-in."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """Models shown together because people come for them together, whatever room they live in."""

    slug: str
    name: str
    hint: str
    models: tuple[str, ...]


GROUPS = (
    Group(
        "promises",
        _("Promises"),
        _("What customers may expect, and by when"),
        ("sla.Tier", "escalation.Ladder", "sla.Calendar", "sla.Contract", "sla.Activation", "sla.AuditEntry"),
    ),
    Group(
        "people",
        _("People"),
        _("Who reports, and who works here"),
        ("accounts.Organisation", "accounts.User", "accounts.Team", "accounts.Shift", "sla.PerPerson"),
    ),
    Group(
        "catalogue",
        _("Catalogue"),
        _("What can be reported, and on which device"),
        ("catalogue.Service", "catalogue.Device", "catalogue.ProviderContract"),
    ),
    Group(
        "work",
        _("Work"),
        _("To look things up; tickets are worked on at the desk"),
        ("tickets.Ticket", "escalation.HandOver", "escalation.Firing"),
    ),
    Group(
        "system",
        _("System"),
        _("Is everything running?"),
        ("tickets.Notice", "tickets.ClockCheck", "escalation.SweepRun", "escalation.SetAside"),
    ),
)


class Administration(AdminSite):
    site_header = _("Helpdesk administration")
    site_title = _("Helpdesk administration")
    index_title = _("Administration")
    site_url = None
    empty_value_display = "–"

    def login(self, request, extra_context=None):
        """Send people without a session to the one sign-in that counts guesses; those without the right get 403."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(wanted, resolve_url(settings.LOGIN_URL))

    def logout(self, request, extra_context=None):
        from allauth.account.views import logout  # loads models, which this file comes before

        return logout(request)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def get_urls(self):
        return [*self.kept_mail_urls, *super().get_urls()]

    @cached_property
    def kept_mail_urls(self):
        from helpdesk import kept_mail

        return [
            path("mail/", self.admin_view(kept_mail.listing), name="kept_mail"),
            path("mail/<str:name>/", self.admin_view(kept_mail.reading), name="kept_mail_reading"),
            path("mail/<str:name>/html/", self.admin_view(kept_mail.html), name="kept_mail_html"),
        ]

    def index(self, request, extra_context=None):
        from helpdesk.front_page import front_page  # loads models, which this file comes before

        groups = self.get_app_list(request)
        context = front_page(request, groups, now=timezone.now())
        return super().index(request, {**context, "groups": groups, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """Return our groups as Django's templates expect apps; with `app_label` those that show models of that room."""
        shown = self._shown(request)
        groups = [self._group(group, request, shown) for group in GROUPS]
        return [group for group in groups if group["models"] and (app_label is None or app_label in group["rooms"])]

    def _shown(self, request):
        """Return what Django would list, by label, with our words for it."""
        rooms = self._build_app_dict(request)
        found = {}
        for label, room in rooms.items():
            for entry in room["models"]:
                kind = self._registry[entry["model"]]
                name = getattr(kind, "menu_name", entry["name"])
                full = f"{label}.{entry['object_name']}"
                found[full] = {**entry, "label": full, "name": name, "hint": getattr(kind, "hint", "")}
        return found

    def _group(self, group, request, shown):
        models = [shown[name] for name in group.models if name in shown]
        if group.slug == "system":
            models += self._kept_mail(request)
        return {
            "name": group.name,
            "hint": group.hint,
            "app_label": group.slug,
            "app_url": f"{reverse('admin:index')}#{group.slug}",
            "has_module_perms": bool(models),
            "models": models,
            "rooms": {name.partition(".")[0] for name in group.models},
        }

    def _kept_mail(self, request):
        from helpdesk import kept_mail

        if not kept_mail.may_read(request.user):
            return []
        entry = {
            "name": _("Kept mail"),
            "hint": _("What would have been sent, were this not a trial"),
            "object_name": "KeptMail",
            "label": "helpdesk.KeptMail",
            "admin_url": reverse("admin:kept_mail"),
            "add_url": None,
            "view_only": True,
            "perms": {"view": True},
        }
        return [entry]

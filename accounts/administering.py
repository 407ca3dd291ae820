"""Forms of the administration for people and teams, and the mail with which somebody chooses a password."""

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import NamedFields
from core.choices import Category

from .models import Membership, Team, User


class Roles(forms.ModelMultipleChoiceField):
    """Roles bear English names in the database, and the reader's here."""

    def label_from_instance(self, group):
        return gettext(group.name)


class TeamsMixin(forms.ModelForm):
    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(),
        label=_("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever is in a team works tickets."),
    )

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This e-mail belongs to somebody else."))
        return email

    def _save_m2m(self):
        super()._save_m2m()
        if not self.fields["teams"].disabled:
            self.instance.teams.set(self.cleaned_data["teams"])


class PersonForm(TeamsMixin):
    is_oneself = False

    groups = Roles(
        Group.objects.all(), label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple, help_text=""
    )

    class Meta:
        model = User
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["teams"] = self.instance.teams.all()
        self.fields["teams"].disabled = self.is_oneself

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("absent_from"), cleaned.get("absent_until")
        if starts and ends and ends <= starts:
            self.add_error("absent_until", _("An absence cannot end before it starts."))
        return cleaned


class NewPersonForm(TeamsMixin):
    is_oneself = False

    invite = forms.BooleanField(
        label=_("Send an invitation"),
        required=False,
        initial=True,
        help_text=_("A mail with a link to choose a password. You can send it later, too."),
    )

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "phone", "language", "time_zone"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["user", "organisation", "site", "role"]

    def clean(self):
        cleaned = super().clean()
        site = cleaned.get("site")
        organisation = cleaned.get("organisation") or self.instance.organisation
        if site and organisation and site.organisation_id != organisation.pk:
            sentence = _("%(site)s is no site of %(organisation)s.")
            self.add_error("site", sentence % {"site": site, "organisation": organisation})
        return cleaned


class TeamForm(forms.ModelForm):
    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        choices=Category,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means all."),
    )

    class Meta:
        model = Team
        exclude = ["members"]


class OwnTeams(NamedFields):
    """The members of a team, among whom the one who edits neither comes nor goes."""

    editor = None

    def add_fields(self, form, index):
        form.fields["user"].label = _("person")
        super().add_fields(form, index)

    def clean(self):
        super().clean()
        was_in = bool(self.instance.pk) and self.instance.members.filter(pk=self.editor.pk).exists()
        left = [form for form in self.forms if form not in self.deleted_forms]
        is_in = any(form.cleaned_data.get("user") == self.editor for form in left if hasattr(form, "cleaned_data"))
        if was_in != is_in:
            raise forms.ValidationError(
                _("Nobody changes his own rights. Ask another administrator to add you to this team, or to remove you.")
            )


def send_password_link(request, person):
    """Mail `person` a link with which to choose a password. It goes out aside, in the person's own language."""
    form = ResetPasswordForm({"email": person.email})
    if form.is_valid():
        form.save(request)

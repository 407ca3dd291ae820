"""What each write takes. The shape is checked here; whether the desk allows it, the verb says."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Organisation, Site, Team
from catalogue.models import Device, Service
from core.choices import Category, Impact, Priority, Urgency
from core.text import BODY_LIMIT, SUBJECT_LIMIT
from escalation.models import Consultation, HandOver
from escalation.package import GAPS, LINE, TEXT
from sla.models import Tier
from tickets.clocks import PROMISES
from tickets.models import Message, Ticket, TicketClock

from .fields import NOT_FOUND, Input, Person, Visible, uploads
from .models import Token


def text(**options):
    return serializers.CharField(max_length=BODY_LIMIT, **options)


def line(limit, **options):
    return serializers.CharField(max_length=limit, **options)


def service(**options):
    return Visible(lambda _user, _context: Service.objects.filter(is_active=True), allow_null=True, **options)


def device(**options):
    return Visible(devices_for, allow_null=True, **options)


def devices_for(user, context):
    """Devices the person may see; for the ticket at hand, those of its customer."""
    devices, ticket = Device.objects.visible_to(user), context.get("ticket")
    return devices.filter(organisation=ticket.organisation_id) if ticket else devices


def teams_for(_user, context):
    """Teams that may work the ticket at hand."""
    ticket = context.get("ticket")
    return Team.objects.serving(ticket.organisation_id).filter(is_active=True) if ticket else Team.objects.none()


class OpenTicket(Input):
    subject = line(SUBJECT_LIMIT)
    body = text()
    category = serializers.ChoiceField(Category.choices)
    impact = serializers.ChoiceField(Impact.choices, default=Impact.ONE)
    urgency = serializers.ChoiceField(Urgency.choices, default=Urgency.SLOWED)
    service = service(required=False, default=None)
    device = device(required=False, default=None)
    attachments = uploads()

    def validate(self, fields):
        fields.setdefault("requester", self.context["request"].user)
        fields["organisation"], fields["site"] = self._home(fields)
        if fields["device"] is not None and fields["device"].organisation_id != fields["organisation"].pk:
            raise serializers.ValidationError({"device": serializers.ErrorDetail(NOT_FOUND, "does_not_exist")})
        fields.setdefault("channel", Ticket.Channel.API)
        return fields

    def _home(self, fields):
        home = fields["requester"].home
        if home is None:
            raise serializers.ValidationError(_("This person belongs to no organisation yet."), "no_organisation")
        return home.organisation, home.site


class OpenTicketForSomebody(OpenTicket):
    """An agent may report for somebody of a customer he serves; the organisation is the person's own."""

    requester = Person(required=False)
    organisation = Visible(lambda user, _context: Organisation.objects.visible_to(user), required=False)
    site = Visible(
        lambda user, _context: Site.objects.filter(organisation__in=Organisation.objects.visible_to(user)),
        required=False,
        allow_null=True,
    )
    channel = serializers.ChoiceField(Ticket.Channel.choices, default=Ticket.Channel.API)
    external_id = line(100, required=False)

    def validate_external_id(self, external_id):
        # The number is unique over all organisations, so only who sees all may learn that one is taken.
        if not self.context["request"].user.serves_all:
            raise serializers.ValidationError(_("Only agents who serve all organisations may give it."), "not_allowed")
        return external_id

    def _home(self, fields):
        organisation, site = fields.get("organisation"), fields.get("site")
        homes = list(fields["requester"].memberships.select_related("organisation", "site").order_by("pk"))
        if organisation is not None:
            homes = [home for home in homes if home.organisation == organisation]
        else:
            seen = set(Organisation.objects.visible_to(self.context["request"].user).values_list("pk", flat=True))
            homes = [home for home in homes if home.organisation_id in seen]
        if not homes:
            sentence = _("This person does not belong to that organisation, or to none you may see.")
            raise serializers.ValidationError({"requester": serializers.ErrorDetail(sentence, "no_organisation")})
        organisation = homes[0].organisation
        if site is not None and site.organisation_id != organisation.pk:
            sentence = _("This site belongs to another organisation.")
            raise serializers.ValidationError({"site": serializers.ErrorDetail(sentence, "invalid")})
        return organisation, site or homes[0].site


class Classify(Input):
    category = serializers.ChoiceField(Category.choices, required=False)
    impact = serializers.ChoiceField(Impact.choices, required=False)
    urgency = serializers.ChoiceField(Urgency.choices, required=False)
    service = service(required=False)
    device = device(required=False)
    subject = line(SUBJECT_LIMIT, required=False)


class SetPriority(Input):
    priority = serializers.ChoiceField(Priority.choices)
    reason = line(500)


class Assign(Input):
    assignee = Person()


class Nothing(Input):
    pass


class Reply(Input):
    body = text()
    attachments = uploads()


class LogCall(Input):
    body = text()
    reached = serializers.BooleanField()
    minutes = serializers.IntegerField(min_value=0, max_value=1440, required=False, allow_null=True)
    outgoing = serializers.BooleanField(default=True)
    is_public = serializers.BooleanField(default=False)


class LogStep(Input):
    body = text()
    result = serializers.ChoiceField(Message.Result.choices)


class WaitForRequester(Input):
    reason = text()
    until = serializers.DateTimeField(required=False, allow_null=True)
    attachments = uploads()


class WaitForVendor(Input):
    vendor = line(200)
    reason = text()
    reference = line(100, required=False, default="", allow_blank=True)
    own_it = serializers.BooleanField(
        required=False,
        allow_null=True,
        help_text="It is the customer's own IT. By default where `vendor` names the customer.",
    )
    until = serializers.DateTimeField(required=False, allow_null=True)


class TickProcess(Input):
    item = serializers.CharField(max_length=5000, help_text="As it stands in the service's process description.")
    done = serializers.BooleanField(required=False, default=True, help_text="False takes the tick back.")


class Plan(Input):
    until = serializers.DateTimeField()
    reason = line(500)


class AgreeNews(Input):
    until = serializers.DateTimeField()
    reason = text(help_text="What was agreed; sent to the requester.")


PROMISED_CLOCKS = [(kind, TicketClock.Kind(kind).label) for kind in PROMISES]


def clock():
    return serializers.ChoiceField(PROMISED_CLOCKS)


class SetDue(Input):
    clock = clock()
    until = serializers.DateTimeField()
    reason = line(500)


class ClearDue(Input):
    clock = clock()
    reason = line(500, required=False, default="", allow_blank=True)


class PinTier(Input):
    tier = Visible(lambda _user, _context: Tier.objects.all(), allow_null=True, help_text="Null: by contract again.")
    reason = line(500, required=False, default="", allow_blank=True)


class AskUrgency(Input):
    reason = line(500)


class DecideUrgency(Input):
    accepted = serializers.BooleanField()
    answer = line(500, required=False, default="", allow_blank=True)
    priority = serializers.ChoiceField(Priority.choices, required=False)


class SetRequester(Input):
    """Without an organisation, the ticket's own one."""

    requester = Person()
    organisation = Visible(lambda user, _context: Organisation.objects.served_by(user), required=False)

    def validate(self, fields):
        fields.setdefault("organisation", self.context["ticket"].organisation)
        return fields


class Merge(Input):
    into = Visible(
        lambda user, _context: Ticket.objects.workable_by(user), help_text="Number of the ticket that goes on."
    )


class Resolve(Input):
    problem = text()
    cause = text()
    solution = text()
    message = text(required=False, default="", allow_blank=True)
    attachments = uploads()


class Reason(Input):
    reason = line(500, required=False, default="", allow_blank=True)


class Decline(Input):
    reason = line(500)


class Details(Input):
    """What is added to the package that is put together from the ticket, and what is left out of it."""

    cause = line(LINE, required=False, allow_blank=True)
    look_first = line(LINE, required=False, allow_blank=True)
    more = line(TEXT, required=False, allow_blank=True)
    without = serializers.ListField(
        child=line(100), required=False, max_length=200, help_text="For example facts:urgency, answers:0, steps:2."
    )


class HandOverTo(Input):
    to_team = Visible(teams_for)
    sentence = line(500)
    reason = serializers.ChoiceField(HandOver.Reason.choices, default=HandOver.Reason.EXPERTISE)
    details = Details(required=False)
    essentials = serializers.DictField(
        child=line(LINE), required=False, help_text="What is said of each item the team cannot begin without."
    )
    gaps = serializers.DictField(
        child=line(LINE), required=False, help_text=f"Why such an item is missing: {', '.join(GAPS)}, or a sentence."
    )
    message = text(required=False, default="", allow_blank=True, help_text="Sent to the requester.")


class GiveBack(Input):
    reason = serializers.ChoiceField(HandOver.GiveBackReason.choices)
    sentence = line(500, required=False, default="", allow_blank=True)


class Consult(Input):
    """One of the two: a team or a person."""

    to_team = Visible(teams_for, required=False)
    to_person = Person(required=False)
    question = text()


class AnswerConsultation(Input):
    consultation = Visible(lambda _user, context: Consultation.objects.filter(ticket=context.get("ticket")))
    answer = text()


class SignIn(Input):
    email = serializers.EmailField()
    password = serializers.CharField(max_length=1000, trim_whitespace=False)
    scope = serializers.ChoiceField(Token.Scope.choices, default=Token.Scope.READ)
    name = line(100, required=False, default="", allow_blank=True)


class TokenShown(serializers.Serializer):
    token = serializers.CharField(help_text="Shown this once; send it as “Authorization: Token …”.")
    scope = serializers.ChoiceField(Token.Scope.choices)
    prefix = serializers.CharField()


class ErrorShown(serializers.Serializer):
    code = serializers.CharField(help_text="For machines.")
    detail = serializers.CharField(help_text="A sentence for people.")
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)

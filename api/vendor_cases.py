"""Vendor cases as the API takes and shows them."""

from django.utils import timezone
from rest_framework import serializers

from accounts.models import Organisation
from catalogue.models import ProviderContract
from escalation.models import VendorCase, VendorStep
from escalation.vendor_clock import reading
from sla.models import Calendar

from .fields import Input, Visible
from .inputs import text
from .shown import OrganisationReference

MINUTES = 1_000_000


def _vendors(_user, context):
    parties = Organisation.objects.filter(is_active=True)
    return parties.filter(kind=Organisation.Kind.VENDOR) | parties.filter(pk=context["ticket"].organisation_id)


def _contracts(_user, context):
    return ProviderContract.objects.filter(organisation=context["ticket"].organisation_id)


class UpdateVendorCase(Input):
    what = serializers.CharField(max_length=500, required=False)
    kinds = serializers.ListField(child=serializers.ChoiceField(VendorCase.Kind.choices), required=False)
    reference = serializers.CharField(max_length=100, required=False, allow_blank=True)
    shares = serializers.ListField(child=serializers.ChoiceField(VendorCase.Share.choices), required=False)
    contract = Visible(_contracts, required=False, allow_null=True)
    promised_at = serializers.DateTimeField(required=False, allow_null=True)
    target_minutes = serializers.IntegerField(min_value=0, max_value=MINUTES, required=False, allow_null=True)
    calendar = Visible(lambda _user, _context: Calendar.objects.all(), required=False, allow_null=True)
    loan_device = serializers.CharField(max_length=200, required=False, allow_blank=True)
    is_wiped = serializers.BooleanField(required=False, allow_null=True)
    costs = serializers.CharField(max_length=200, required=False, allow_blank=True)
    costs_approved_by = serializers.CharField(max_length=200, required=False, allow_blank=True)
    shipping = serializers.CharField(max_length=300, required=False, allow_blank=True)


class OpenVendorCase(UpdateVendorCase):
    vendor = Visible(_vendors)
    what = serializers.CharField(max_length=500)
    waits = serializers.BooleanField(default=False)


class AddVendorStep(Input):
    kind = serializers.ChoiceField(VendorCase.Kind.choices)
    what = serializers.CharField(max_length=200)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True)
    who = serializers.CharField(max_length=200, required=False, allow_blank=True)
    asked_of = serializers.ChoiceField(
        VendorStep.Side.choices,
        required=False,
        allow_blank=True,
        help_text="Who has yet to agree. Empty: it is agreed.",
    )


class ChangeVendorStep(AddVendorStep):
    kind = serializers.ChoiceField(VendorCase.Kind.choices, required=False)
    what = serializers.CharField(max_length=200, required=False)
    done = serializers.BooleanField(required=False)


class CloseVendorCase(Input):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Owe(Input):
    what = serializers.CharField(max_length=200)


class WriteToVendor(Input):
    body = text()
    mail_to = serializers.EmailField(required=False, allow_blank=True, help_text="Also sent there as e-mail.")


class TellRequester(Input):
    body = text()


class Nothing(Input):
    """A verb that asks nothing."""


class CaseFilter(Input):
    vendor = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    mine = serializers.BooleanField(required=False, default=False, help_text="Of tickets assigned to me.")
    late = serializers.BooleanField(required=False, default=False)


class VendorStepShown(serializers.ModelSerializer):
    class Meta:
        model = VendorStep
        fields = ["id", "kind", "what", "starts_at", "due_at", "who", "asked_of", "done_at"]


class VendorClockShown(serializers.Serializer):
    """The vendor's clock (C16). Seconds of the vendor's hours."""

    state = serializers.ChoiceField(["running", "paused", "done"])
    consumed = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()


class VendorCaseShown(serializers.ModelSerializer):
    vendor = OrganisationReference()
    steps = VendorStepShown(many=True)
    clock = serializers.SerializerMethodField()

    class Meta:
        model = VendorCase
        fields = [
            *(
                "id",
                "ticket",
                "vendor",
                "reference",
                "kinds",
                "what",
                "shares",
                "contract",
                "calendar",
                "opened_at",
                "promised_at",
            ),
            *(
                "target_minutes",
                "owed_what",
                "said_done_at",
                "confirmed_at",
                "closed_at",
                "loan_device",
                "is_wiped",
                "costs",
            ),
            *("costs_approved_by", "shipping", "chased_at", "clock", "steps"),
        ]

    def get_clock(self, case) -> VendorClockShown:
        now = reading(case, timezone.now())
        return {
            "state": now.state,
            "consumed": int(now.consumed.total_seconds()),
            "left": None if now.left is None else int(now.left.total_seconds()),
            "due_at": now.due_at and now.due_at.isoformat().replace("+00:00", "Z"),
            "is_late": now.is_late,
        }

"""What the end points of the promises take. The shape is checked here; what it may say, sla/content.py knows."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Organisation
from core.choices import Category, Priority
from sla.content import MOST_DATES, MOST_DAYS, MOST_SECONDS
from sla.models import Activation, Calendar, Target, Tier

from ..fields import Input, Visible
from ..inputs import line

LONGEST_LINE = 1000  # dates of a calendar with those of the law, past years included
REVISION = "The revision you have seen, as in the header If-Match: a change of somebody else is not overwritten."


def revision():
    return line(32, required=False, default="", allow_blank=True, help_text=REVISION)


def windows(**options):
    """Pairs of "HH:MM"; whether they make opening hours, the calendar's definition says."""
    window = serializers.ListField(child=line(5), min_length=2, max_length=2)
    return serializers.ListField(child=window, max_length=48, **options)


class Holiday(Input):
    date = serializers.DateField()
    name = line(100, required=False, default="", allow_blank=True)
    hours = windows(required=False, default=list, help_text="Windows of that date; none: closed.")
    kind = serializers.ChoiceField(
        choices=["half", "extra"],
        required=False,
        help_text="What the hours are called, where they alone would say another: half day or extra shift.",
    )

    def to_internal_value(self, data):
        fields = super().to_internal_value(data)
        kept = {"date": fields["date"].isoformat(), "name": fields["name"]}
        if not fields["hours"]:
            return kept
        return {**kept, "hours": fields["hours"], **({"kind": fields["kind"]} if "kind" in fields else {})}


class CalendarHours(Input):
    time_zone = line(64, default="Europe/Berlin")
    weekly = serializers.DictField(child=windows(), help_text="mon … sun, each with windows [“08:00”, “17:00”].")
    country = line(2, required=False, default="", allow_blank=True, help_text="ISO 3166; the holidays' country.")
    state = line(10, required=False, default="", allow_blank=True)
    holidays = Holiday(many=True, required=False, default=list, max_length=LONGEST_LINE)
    add_public_holidays = serializers.BooleanField(
        default=False, help_text="Adds those the law has in this year and the next two, but for dates already listed."
    )

    def validate_holidays(self, holidays):
        if sum("hours" in holiday for holiday in holidays) > MOST_DATES:
            raise serializers.ValidationError(_("At most %(most)s dates have hours.") % {"most": MOST_DATES})
        return holidays


class AddCalendar(CalendarHours):
    name = line(100)


class AddCalendarVersion(CalendarHours):
    valid_from = serializers.DateTimeField(required=False, allow_null=True, default=None, help_text="Empty: from now.")
    preview = serializers.BooleanField(default=False, help_text="Show what would move; add nothing.")


class RenameCalendar(Input):
    name = line(100)
    revision = revision()


class Calculate(Input):
    """Either `seconds`, for the instant by which so much is open, or `until`, for what is open up to then."""

    start = serializers.DateTimeField()
    seconds = serializers.IntegerField(required=False, min_value=0, max_value=MOST_SECONDS)
    until = serializers.DateTimeField(required=False)

    def validate(self, fields):
        if ("seconds" in fields) == ("until" in fields):
            raise serializers.ValidationError({"seconds": _("Give either seconds or until.")})
        return fields


class ConfirmYear(Input):
    year = serializers.IntegerField(min_value=1970, max_value=2200)


class TargetInput(Input):
    clock = serializers.ChoiceField(Target.Clock.choices)
    priority = serializers.ChoiceField(Priority.choices)
    category = serializers.ChoiceField(Category.choices, allow_null=True, default=None, help_text="Null: all.")
    seconds = serializers.IntegerField(min_value=1, max_value=MOST_SECONDS)
    around_the_clock = serializers.BooleanField(default=False)
    warn_percent = serializers.IntegerField(min_value=1, max_value=100, default=75)


def draft_fields(*, required):
    """Those of TierVersion.CONTENT, and the targets."""
    matrix = serializers.DictField(
        child=serializers.DictField(child=serializers.ChoiceField(Priority.choices)),
        required=required,
        help_text="Impact → urgency → priority.",
    )
    minutes = serializers.IntegerField(
        required=required, allow_null=True, min_value=1, max_value=MOST_SECONDS // 60, help_text="Null: at once."
    )
    days = {"required": required, "min_value": 0, "max_value": MOST_DAYS}
    return {
        "calendar": Visible(lambda _user, _context: Calendar.objects.all(), required=required),
        "matrix": matrix,
        "vendor_pauses": serializers.BooleanField(required=required),
        "own_it_pauses": serializers.BooleanField(required=False),
        "raise_restarts": serializers.BooleanField(required=required),
        "acceptance_minutes": minutes,
        "close_after_days": serializers.IntegerField(allow_null=True, help_text="Null: never.", **days),
        "reopen_days": serializers.IntegerField(**days),
        "chases": serializers.IntegerField(
            required=False, min_value=0, max_value=9, help_text="0: nobody is reminded."
        ),
        "chase_after_minutes": serializers.IntegerField(
            required=False, min_value=1, max_value=MOST_SECONDS // 60, help_text="Of service time."
        ),
        "targets": TargetInput(many=True, required=required, max_length=200),
    }


class FirstDraft(Input):
    """What is left out is as the administration offers it first."""

    locals().update(draft_fields(required=False))
    calendar = Visible(lambda _user, _context: Calendar.objects.all())


class WholeDraft(Input):
    locals().update(draft_fields(required=True))
    revision = revision()


class DraftChange(Input):
    locals().update(draft_fields(required=False))
    revision = revision()


class AddTier(Input):
    name = line(100)
    description = line(300, required=False, default="", allow_blank=True)
    draft = FirstDraft()


class ChangeTier(Input):
    name = line(100, required=False)
    description = line(300, required=False, allow_blank=True)
    is_default = serializers.BooleanField(required=False)
    revision = revision()


def mode():
    return serializers.ChoiceField(
        Activation.Mode.choices,
        default=Activation.Mode.NEW,
        help_text="new: new tickets only; open: open ones too, from then on; start: open ones as if from the start.",
    )


class PreviewVersion(Input):
    mode = mode()


class Activate(Input):
    mode = mode()
    effective_at = serializers.DateTimeField(required=False, allow_null=True, default=None, help_text="Empty: now.")
    reason = line(500, required=False, default="", allow_blank=True)
    revision = revision()


class ContractFields(Input):
    number = line(50, required=False, allow_blank=True)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True, help_text="The last day. Null: open end.")
    quota_percent = serializers.IntegerField(required=False, min_value=1, max_value=100)
    prepaid_hours = serializers.DecimalField(8, 2, required=False, allow_null=True, min_value=0)
    for_devices = serializers.BooleanField(required=False, help_text="Only for devices that name it.")
    notes = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class AddContract(ContractFields):
    organisation = Visible(lambda _user, _context: Organisation.objects.exclude(kind=Organisation.Kind.VENDOR))
    tier = Visible(lambda _user, _context: Tier.objects.all())


class ChangeContract(ContractFields):
    """Another tier comes by `move`, which says what becomes of open tickets; another organisation is another contract."""

    valid_from = serializers.DateField(required=False)
    revision = revision()


class MoveContract(Input):
    tier = Visible(lambda _user, _context: Tier.objects.all())
    from_day = serializers.DateField(help_text="In the organisation's time zone; today means now.")
    mode = mode()
    reason = line(500, required=False, default="", allow_blank=True)
    revision = revision()
    preview = serializers.BooleanField(default=False, help_text="Show what would move; change nothing.")

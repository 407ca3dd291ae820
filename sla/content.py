"""What a calendar version, a tier or a contract may say: asked alike by the administration's forms and by the API.

Each question returns a Fault, or None where there is nothing to object to.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.choices import Impact, Urgency

from .business_time import HORIZON, CalendarError, Definition
from .models import Contract, Tier, TierVersion, matrix_is_complete
from .opening_hours import WEEKDAYS
from .public_holidays import countries, states

REFUSED = {
    "unknown_time_zone": _("This is no time zone. Examples: Europe/Berlin, UTC."),
    "unknown_weekday": _("This is no weekday."),
    "invalid_time": _("Write times from 00:00 to 23:59, for example 08:00–17:00. Only an end may be 24:00."),
    "invalid_date": _("This is no date."),
    "duplicate_holiday": _("This date is listed twice. Put all its hours into one line."),
    "zero_length_interval": _("A window cannot end when it begins. The whole day is 00:00–24:00."),
    "overlapping_intervals": _(
        "Two windows overlap here, or the day before runs into the first. Join or shorten them."
    ),
    "no_opening_hours": _("Without opening hours no promise can be kept. Enter hours for at least one weekday."),
}
MOST_DATES = 200  # with hours of their own, in one version of a calendar
MOST_SECONDS = 9999 * 3600 + 59 * 60 + 59  # of a target: what can be typed as hours and minutes
MOST_DAYS = 3650


@dataclass(frozen=True)
class Fault:
    """What is wrong: `place` is a field, a weekday or a date (ISO), `code` for machines, `sentence` for people."""

    place: str
    code: str
    sentence: str


def calendar_fault(content) -> Fault | None:
    """What keeps {"time_zone", "weekly", "holidays"} from being opening hours."""
    try:
        Definition.from_json(content)
    except CalendarError as refusal:
        places = {"unknown_time_zone": "time_zone", "no_opening_hours": WEEKDAYS[0]}
        return Fault(places.get(refusal.code, refusal.detail), refusal.code, REFUSED[refusal.code])
    return None


def place_fault(country: str, state: str) -> Fault | None:
    """What keeps a place from being one whose public holidays are known. Empty: none, or the whole country's."""
    if country and country not in dict(countries("en")):
        return Fault("country", "unknown_country", _("The public holidays of this country are not known."))
    if state and state not in dict(states(country)):
        return Fault("state", "unknown_state", _("This country has no state of that name."))
    return None


def start_fault(calendar, valid_from, *, now) -> Fault | None:
    """What keeps a new version of `calendar` from being valid from that instant on."""
    if valid_from < now:
        sentence = _("A version starts now or later, since the past stays as it was.")
        return Fault("valid_from", "target_in_past", sentence)
    if valid_from > now + HORIZON:
        return Fault("valid_from", "beyond_horizon", _("A version starts within ten years."))
    if calendar.versions.counting().filter(valid_from=valid_from).exists():
        sentence = _("A version of this calendar already starts at that instant.")
        return Fault("valid_from", "instant_taken", sentence)
    return None


def default_fault(tier, wanted: bool) -> Fault | None:
    """What keeps `tier`, as it is stored, from becoming the default or from being it no more."""
    stored = Tier.objects.filter(pk=tier.pk).first()
    had = stored is not None and stored.is_default
    if had and not wanted:
        sentence = _("One tier has to be the default. Make another tier the default instead.")
        return Fault("is_default", "default_needed", sentence)
    others = Tier.objects.filter(is_default=True).exclude(pk=tier.pk)
    is_in_force = stored is not None and stored.versions.filter(status=TierVersion.Status.ACTIVE).exists()
    if wanted and not had and others.exists() and not is_in_force:
        sentence = _("Put a version of this tier into force before it becomes the default.")
        return Fault("is_default", "nothing_in_force", sentence)
    return None


def matrix_fault(matrix) -> Fault | None:
    """`matrix`: impact -> urgency -> priority, one for each and no others."""
    if set(matrix) - set(Impact.values) or any(set(row) - set(Urgency.values) for row in matrix.values()):
        sentence = _("The matrix names something that is no impact or no urgency.")
        return Fault("matrix", "unknown_in_matrix", sentence)
    if not matrix_is_complete(matrix):
        sentence = _("The matrix has a gap. Choose a priority for each impact and urgency.")
        return Fault("matrix", "matrix_gap", sentence)
    return None


def targets_fault(targets) -> Fault | None:
    """`targets`: mappings with clock, priority and category."""
    places = [(target["priority"], target["clock"], target["category"]) for target in targets]
    if len(places) != len(set(places)):
        sentence = _("There are two targets for the same clock, priority and category. Keep one of them.")
        return Fault("targets", "duplicate_target", sentence)
    return None


def period_fault(contract) -> Fault | None:
    """What keeps `contract`, stored or not, from running from `valid_from` to `valid_until`."""
    starts, ends = contract.valid_from, contract.valid_until
    if ends and ends < starts:
        return Fault("valid_until", "ends_before_start", _("A contract cannot end before it starts."))
    if contract.for_devices:
        return None
    others = Contract.objects.filter(organisation=contract.organisation_id, for_devices=False).exclude(pk=contract.pk)
    others = others.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=starts))
    others = others.select_related("tier", "organisation")
    other = (others.filter(valid_from__lte=ends) if ends else others).first()
    return other and Fault("valid_from", "contract_overlaps", _already_agreed(other))


def _already_agreed(contract):
    words = {
        "tier": contract.tier,
        "organisation": contract.organisation,
        "start": date_format(contract.valid_from),
        "end": date_format(contract.valid_until) if contract.valid_until else "",
    }
    if contract.valid_until:
        sentence = _("“%(tier)s” is agreed with %(organisation)s from %(start)s to %(end)s already. End that first.")
    else:
        sentence = _("“%(tier)s” is agreed with %(organisation)s since %(start)s, without an end. End that first.")
    return sentence % words

"""What a tier version promises otherwise than another, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext

from core.choices import Category, Impact, Urgency
from sla.models import Target

from .spans import span_text


@dataclass(frozen=True)
class Difference:
    what: str
    field: str  # of the form in sla/tier_form.py, to lead there
    before: str
    after: str


def differences(old, new) -> list[Difference]:
    """Return every promise in which `new` differs from `old`, in the order of the form."""
    found = [*_matrix(old, new), *_targets(old, new), *_rest(old, new)]
    return [difference for difference in found if difference.before != difference.after]


def _matrix(old, new):
    for impact in Impact:
        for urgency in Urgency:
            before, after = (version.matrix.get(impact, {}).get(urgency, "") for version in (old, new))
            yield Difference(f"{impact.label}, {urgency.label}", f"matrix-{impact}-{urgency}", before, after)


def _targets(old, new):
    before, after = _by_place(old), _by_place(new)
    for place in sorted({*before, *after}, key=lambda place: tuple(map(str, place))):
        priority, clock, category = place
        words = f"{priority} {Target.Clock(clock).label}"
        if category:
            words = gettext("%(what)s, only for %(category)s") % {"what": words, "category": Category(category).label}
        was, will_be = before.get(place), after.get(place)
        yield Difference(words, "only" if category else f"{priority}-{clock}", _time(was), _time(will_be))
        if was and will_be:
            amber = gettext("%(what)s, amber from") % {"what": words}
            yield Difference(amber, f"warn-{clock}", f"{was.warn_percent} %", f"{will_be.warn_percent} %")


def _by_place(version):
    return {(target.priority, target.clock, target.category): target for target in version.targets.all()}


def _time(target):
    if target is None:
        return gettext("none")
    return f"{span_text(target.seconds)} 24/7" if target.around_the_clock else span_text(target.seconds)


def _rest(old, new):
    def pair(field, what, text):
        return Difference(what, field, text(old), text(new))

    never, days = gettext("never"), gettext("%(count)s days")
    yield pair("calendar", gettext("Service hours"), lambda v: str(v.calendar))
    runs, pauses = gettext("runs on"), gettext("pauses")
    yield pair("vendor_pauses_0", gettext("Waiting for a vendor"), lambda v: pauses if v.vendor_pauses else runs)
    yield pair(
        "own_it_pauses_0", gettext("Waiting for the customer's own IT"), lambda v: pauses if v.own_it_pauses else runs
    )
    keeps, restarts = gettext("used time is kept"), gettext("the new times start at the raise")
    yield pair(
        "raise_restarts_0", gettext("When the priority is raised"), lambda v: restarts if v.raise_restarts else keeps
    )
    at_once = gettext("at once")
    yield pair(
        "acceptance",
        gettext("Time to accept"),
        lambda v: at_once if v.acceptance_minutes is None else span_text(v.acceptance_minutes * 60),
    )
    yield pair(
        "close_after_days",
        gettext("Closes after"),
        lambda v: never if v.close_after_days is None else days % {"count": v.close_after_days},
    )
    yield pair("chases", gettext("Reminders to a silent requester"), lambda v: str(v.chases))
    yield pair("chase_after", gettext("From one reminder to the next"), lambda v: span_text(v.chase_after_minutes * 60))
    yield pair("reopen_days", gettext("Can be reopened for"), lambda v: days % {"count": v.reopen_days})

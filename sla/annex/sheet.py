"""The whole sheet: per priority what is promised, the service hours, how time is counted, an example, the quota."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from core.choices import Category, Priority
from sla.models import Target

from .example import Example, example
from .hours import Hours, long_day, service_day, service_hours
from .occasions import occasions, priority_name
from .spans import all_hours_words, every, length_words, within

PROMISED = (Target.Clock.FIRST_RESPONSE, Target.Clock.NEXT_UPDATE, Target.Clock.RESOLUTION)


@dataclass(frozen=True)
class Row:
    """One priority, or one category of it where that has times of its own."""

    title: str
    when: str
    answer: str
    news: str
    solved: str
    counted: str


@dataclass(frozen=True)
class Annex:
    title: str
    basis: str
    rows: list[Row]
    hours: list[Hours]
    counting: list[str]
    example: Example | None
    quota: str  # "" without a contract


def annex(version, *, now, contract=None) -> Annex:
    """Put a tier version into words, and a contract's term and quota with it. `now`: whose hours and holidays count."""
    seconds = service_day(version.calendar, now=now)
    return Annex(
        title=_title(version, contract),
        basis=" ".join(filter(None, (contract and _term(contract), _version(version, now)))),
        rows=list(_rows(version, seconds)),
        hours=service_hours(version.calendar, now=now, until=contract and contract.valid_until),
        counting=_counting(version),
        example=example(version, now=now),
        quota=_quota(contract) if contract else "",
    )


def _title(version, contract):
    if contract is None:
        return gettext("What customers get with %(tier)s") % {"tier": version.tier}
    words = {"tier": version.tier, "customer": contract.organisation}
    return gettext("What %(customer)s gets with %(tier)s") % words


def _term(contract):
    words = {"start": long_day(contract.valid_from), "end": contract.valid_until and long_day(contract.valid_until)}
    if contract.number:
        words["number"] = contract.number
        if contract.valid_until:
            return gettext("Annex to contract %(number)s, from %(start)s to %(end)s.") % words
        return gettext("Annex to contract %(number)s, from %(start)s until further notice.") % words
    if contract.valid_until:
        return gettext("Annex to the contract from %(start)s to %(end)s.") % words
    return gettext("Annex to the contract from %(start)s until further notice.") % words


def _version(version, now):
    if version.effective_from is None:
        return gettext("Draft of version %(number)s, not in force.") % {"number": version.number}
    hours = version.calendar.version_at(now)
    zone = ZoneInfo(hours.time_zone) if hours else None
    words = {"number": version.number, "since": long_day(timezone.localtime(version.effective_from, zone).date())}
    if version.status == version.Status.PLANNED:
        return gettext("Times of version %(number)s, valid from %(since)s.") % words
    return gettext("Times of version %(number)s, valid since %(since)s.") % words


def _rows(version, seconds):
    targets = {(t.clock, t.priority, t.category): t for t in version.targets.all()}
    for priority in Priority.values:
        general = {clock: targets.get((clock, priority, None)) for clock in PROMISED}
        when = occasions(version.matrix, priority)
        title = priority_name(priority)
        special = [
            (category, {clock: targets.get((clock, priority, category)) or general[clock] for clock in PROMISED})
            for category in Category
            if any((clock, priority, category.value) in targets for clock in PROMISED)
        ]
        if when or any(general.values()) or special:
            yield _row(title, when or gettext("Only where we agree on it."), general, seconds)
        for category, own in special:
            words = {"priority": title, "category": category.label}
            yield _row(
                gettext("%(priority)s: %(category)s") % words, gettext("Instead of the times above."), own, seconds
            )


def _row(title, when, targets, seconds):
    given = [target for target in targets.values() if target]
    is_mixed = len({target.around_the_clock for target in given}) == 2
    cells = [_cell(clock, targets[clock], seconds, is_mixed) for clock in PROMISED]
    return Row(title, when, *cells, _counted(given, is_mixed))


def _cell(clock, target, seconds, is_mixed):
    if target is None:
        return gettext("no time agreed")
    if target.around_the_clock:
        words = all_hours_words(target.seconds)
    else:
        words = length_words(target.seconds, seconds)
    words = every(target.seconds, words) if clock == Target.Clock.NEXT_UPDATE else within(words)
    if is_mixed and target.around_the_clock:
        return gettext("%(time)s, around the clock") % {"time": words}
    return words


def _counted(given, is_mixed):
    if not given:
        return "–"
    if is_mixed:
        return gettext("in service hours, where nothing else is said")
    return gettext("around the clock, every day") if given[0].around_the_clock else gettext("in service hours")


def _counting(version):
    lines = [
        gettext("Time in which we wait for your answer does not count."),
        gettext("Time in which we wait for a vendor does not count.")
        if version.vendor_pauses
        else gettext("Time in which we wait for a vendor counts."),
        gettext("Time in which we wait for your own IT does not count.")
        if version.own_it_pauses
        else gettext("Time in which we wait for your own IT counts."),
        gettext("Until a date agreed with you the time for the solution stands still."),
        gettext("What turns out to be more urgent gets the shorter times, from that moment on.")
        if version.raise_restarts
        else gettext("What turns out to be more urgent gets the shorter times; what has passed counts."),
        gettext("What is not solved after all is taken up again, and the time used before counts."),
    ]
    return [*lines, *_closing(version)]


def _closing(version):
    if version.chases:
        form = ngettext(
            "If we hear nothing from you, we remind you once; then we take it as settled.",
            "If we hear nothing from you, we remind you %(count)s times; then we take it as settled.",
            version.chases,
        )
        yield form % {"count": version.chases}
    if version.close_after_days is not None:
        days = version.close_after_days + version.reopen_days
        form = ngettext(
            "You can have it taken up again for one day after we solved it.",
            "You can have it taken up again for %(count)s days after we solved it.",
            days,
        )
        yield form % {"count": days}


def _quota(contract):
    if contract.quota_percent == 100:
        return gettext("Every promise is kept: first answers, updates and solutions.")
    form = gettext(
        "Each month at least %(kept)s of 100 promises are kept: first answers, updates and solutions, counted together."
    )
    return form % {"kept": contract.quota_percent}

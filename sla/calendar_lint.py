"""What is odd about the calendars that promises count in."""

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from core.choices import Category
from core.times import day as day_words
from core.times import length
from sla.business_time import Calendar as Hours
from sla.business_time import TimeError
from sla.clock_changes import clock_changes, openings
from sla.finding import Finding, some_names
from sla.models import Calendar, CalendarVersion, HolidayYear, Target, TierVersion
from sla.public_holidays import proposals

YEAR_AHEAD = timedelta(days=92)
CLOCK_CHANGE_AHEAD = timedelta(weeks=18)
LONGEST_WAIT = timedelta(days=366)  # for a promise to fall due
LONGEST_CLOSED = timedelta(days=14)
DAY = timedelta(days=1)


class Used:
    """One calendar with its counting versions, and the tier versions in force or planned that count in it."""

    def __init__(self, calendar, line, promises, confirmed):
        self.calendar, self.line, self.promises, self.confirmed = calendar, line, promises, confirmed
        self.last = line[-1]
        self.zone = self.last.time_zone

    @property
    def hours(self):
        return Hours([(version.valid_from, version.definition) for version in self.line])

    def link(self, place=""):
        return reverse("admin:sla_calendar_change", args=[self.calendar.pk]) + place

    @property
    def tiers(self):
        return some_names(sorted({promise.tier.name for promise in self.promises}))


def calendar_findings(now):
    """Five queries, however many calendars there are."""
    for used in used_calendars(now):
        yield from _holidays(used, now)
        yield from _nobody_open(used, now)
        yield from _past_dates(used, now)
        yield from _clock_change(used, now)


def used_calendars(now):
    in_use = TierVersion.objects.exclude(status=TierVersion.Status.DRAFT).exclude(effective_until__lte=now)
    promises = list(in_use.select_related("tier").prefetch_related("targets"))
    wanted = {promise.calendar_id for promise in promises}
    lines, confirmed = {}, {}
    for version in CalendarVersion.objects.counting().filter(calendar__in=wanted):
        lines.setdefault(version.calendar_id, []).append(version)
    for calendar, year in HolidayYear.objects.filter(calendar__in=wanted).values_list("calendar", "year"):
        confirmed.setdefault(calendar, set()).add(year)
    return [
        Used(each, lines[each.pk], [p for p in promises if p.calendar_id == each.pk], confirmed.get(each.pk, set()))
        for each in Calendar.objects.filter(pk__in=wanted)
        if each.pk in lines
    ]


# Holidays


def _holidays(used, now):
    place = ZoneInfo(used.zone)
    years = sorted({at.astimezone(place).year for at in (now, now + YEAR_AHEAD)})
    listed = {entry["date"] for entry in used.last.holidays}
    missing, unconfirmed = [], []
    for year in years:
        of_law = law_dates(used.last.country, used.last.state, year)
        if of_law and not of_law & listed:
            missing.append(year)
        elif year not in used.confirmed and (of_law or any(day[:4] == str(year) for day in listed)):
            unconfirmed.append(year)
    if missing:
        yield _missing(used, missing)
    if unconfirmed:
        yield _unconfirmed(used, unconfirmed, listed)


@lru_cache(maxsize=512)
def law_dates(country: str, state: str, year: int) -> frozenset[str]:
    """The public holidays of one year, as ISO dates; none for a place the library does not know."""
    found = proposals(country, state, first_year=year, language="en") if country else []
    return frozenset(each.date.isoformat() for each in found if each.is_law and each.date.year == year)


def _missing(used, years):
    words = {"calendar": used.calendar.name, "years": _and(years), "tiers": used.tiers}
    return Finding(
        "holidays_missing",
        gettext("“%(calendar)s” knows no holidays of %(years)s.") % words,
        gettext("The country has some. %(tiers)s: on these days the clocks would run.") % words,
        used.link("#holidays"),
        gettext("Look at the holidays"),
        "sla.Calendar",
        icon="calendar-x",
    )


def _unconfirmed(used, years, listed):
    count = sum(day[:4] == str(years[-1]) for day in listed)
    words = {
        "calendar": used.calendar.name,
        "years": _and(years),
        "tiers": used.tiers,
        "count": count,
        "year": years[-1],
    }
    return Finding(
        "holidays_unconfirmed",
        gettext("“%(calendar)s”: the holidays of %(years)s are not confirmed.") % words,
        gettext("%(tiers)s count in these hours. Until you confirm, %(count)d dates of %(year)d count.") % words,
        used.link("#holidays"),
        gettext("Check the holidays"),
        "sla.Calendar",
        icon="calendar-days",
    )


def _and(years):
    return gettext(" and ").join(str(year) for year in years)


# Promises nobody is open for


def _nobody_open(used, now):
    hours = used.hours
    opens = hours.next_opening(now)
    if opens is None or opens - now > LONGEST_CLOSED:
        yield _closed_for_long(used, opens)
        return
    for promise in used.promises:
        targets = [target for target in promise.targets.all() if not target.around_the_clock]
        longest = max(targets, key=lambda target: target.seconds, default=None)
        if longest and (late := _late(hours, longest, now)):
            yield _unkept(used, promise, longest, late)


def _closed_for_long(used, opens):
    when = day_words(opens) if opens else gettext("never within ten years")
    words = {"calendar": used.calendar.name, "tiers": used.tiers, "when": when}
    return Finding(
        "nobody_open",
        gettext("“%(calendar)s”: nobody is open for a long time.") % words,
        gettext("%(tiers)s promise times in these hours; the next opening: %(when)s.") % words,
        used.link("#drawn"),
        gettext("Look at the hours"),
        "sla.Calendar",
        is_bad=True,
        icon="clock-alert",
    )


def _late(hours, target, now):
    """When the target would fall due if it is more than a year away, in words; None where it is nearer."""
    try:
        due = hours.add(now, timedelta(seconds=target.seconds))
    except TimeError:
        return gettext("never within ten years")
    return day_words(due) if due - now > LONGEST_WAIT else None


def _unkept(used, promise, target, late):
    category = f" ({Category(target.category).label})" if target.category else ""
    words = {
        "tier": promise.tier.name,
        "calendar": used.calendar.name,
        "promise": f"{target.priority} {Target.Clock(target.clock).label}{category}",
        "amount": length(timedelta(seconds=target.seconds)),
        "when": late,
    }
    return Finding(
        "nobody_open",
        gettext("“%(tier)s” promises what nobody is open for.") % words,
        gettext("%(promise)s, %(amount)s in the hours of “%(calendar)s”: due %(when)s.") % words,
        reverse("admin:sla_tier_change", args=[promise.tier_id]),
        gettext("Look at the tier"),
        "sla.Tier",
        is_bad=True,
        icon="clock-alert",
    )


# Dates with hours of their own that lie in the past


def _past_dates(used, now):
    today = now.astimezone(ZoneInfo(used.zone)).date().isoformat()
    own = sorted(entry["date"] for entry in used.last.holidays if entry.get("hours"))
    if late := _entered_too_late(used.line):
        words = {"calendar": used.calendar.name, "days": some_names([day_words(date.fromisoformat(d)) for d in late])}
        yield Finding(
            "exceptions_past",
            gettext("“%(calendar)s”: a date was entered when it had passed.") % words,
            gettext("%(days)s never counted. Is the year right?") % words,
            used.link("#dates"),
            gettext("Look at the dates"),
            "sla.Calendar",
            icon="calendar-clock",
            count=len(late),
        )
    elif own and own[-1] < today:
        words = {"calendar": used.calendar.name, "day": day_words(date.fromisoformat(own[-1]))}
        yield Finding(
            "exceptions_past",
            gettext("“%(calendar)s”: all half days and extra shifts have passed.") % words,
            gettext("The last was %(day)s. Enter those to come, or remove what is over.") % words,
            used.link("#dates"),
            gettext("Look at the dates"),
            "sla.Calendar",
            icon="calendar-clock",
            count=len(own),
        )


def _entered_too_late(line):
    """Dates with hours that the newest version lists first, though it begins after them."""
    for before, last in list(pairwise(line))[-1:]:
        known = {entry["date"] for entry in before.holidays}
        begins = last.valid_from.astimezone(ZoneInfo(last.time_zone)).date().isoformat()
        new = [entry["date"] for entry in last.holidays if entry.get("hours") and entry["date"] not in known]
        return sorted(day for day in new if day < begins)
    return []


# The next clock change


def _clock_change(used, now):
    first, last = now.date(), (now + CLOCK_CHANGE_AHEAD).date()
    for change in clock_changes(used.zone, first, last)[:1]:
        version = [v for v in used.line if v.valid_from is None or v.valid_from <= change.at][-1:] or used.line[:1]
        around = openings(version[0].definition, change.day - DAY, change.day + DAY)
        hit = [o for o in around if o.is_hit and o.start <= change.at <= o.end and o.by_the_clock < DAY]
        if hit:
            yield _met(used, hit[0], change)


def _met(used, opening, change):
    place = ZoneInfo(used.zone)
    words = {
        "calendar": used.calendar.name,
        "day": date_format(change.day, pgettext("date format", "j F"), use_l10n=False),
        "start": f"{opening.start.astimezone(place):%H:%M}",
        "end": f"{opening.end.astimezone(place):%H:%M}",
        "lasts": length(opening.lasts),
        "clock": length(opening.by_the_clock),
        "before": change.before,
        "after": change.after,
    }
    if opening.is_night:
        sentence = gettext("“%(calendar)s”: the night shift of %(day)s meets the clock change.")
    else:
        sentence = gettext("“%(calendar)s”: the hours of %(day)s meet the clock change.")
    return Finding(
        "clock_change",
        sentence % words,
        gettext(
            "Clocks go from %(before)s to %(after)s: %(start)s–%(end)s lasts %(lasts)s, not %(clock)s. Due times "
            "already count so; check the shift plan."
        )
        % words,
        used.link("#drawn"),
        gettext("Look at the shift"),
        "sla.Calendar",
        icon="clock-alert",
    )

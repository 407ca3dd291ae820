"""What the page of one calendar shows beside its fields: days drawn, versions, the test box, the effect of an edit."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.times import length
from sla.clock_changes import clock_changes, openings
from sla.models import CalendarVersion, Contract, TierVersion
from sla.opening_hours import WEEKDAYS

from .asking import TRY
from .drawing import Drawing, changed_length
from .holiday_rows import LIBRARY, holiday_years, year_to_show
from .hours_line import HoursLine
from .trying import TryForm, first_try
from .windows import window_minutes

FIRST_MOVES, MOST_MOVES = 5, 500


@dataclass(frozen=True)
class Numbered:
    """A version with its place in the line; those taken back have none."""

    number: int | None
    version: CalendarVersion
    state: str  # counts | planned | past | withdrawn


def page(form, calendar, *, now) -> dict:
    """The context of the form's template."""
    versions = list(calendar.versions.all()) if calendar else []
    counting = [version for version in versions if version.withdrawn_at is None]
    edit = _edit(form, calendar, counting, now)
    saved = HoursLine.saved(counting) if counting else None
    line = saved.with_edit(edit) if saved and edit else HoursLine.saved([edit]) if edit else saved
    zone = (edit or form.start).time_zone
    return {
        "form": form,
        "now": now,
        "digest": form.edit_digest() if form.moved else "",
        "focus": form.focus,
        "faulty_dates": any(form.dates.errors) if form.is_bound else False,
        "version": form.version,
        "is_edited": edit is not None and saved is not None,
        "week": _week(form),
        "week_text": _week_text(form, edit),
        "versions": _numbered(versions, now),
        "number": next((n.number for n in _numbered(versions, now) if n.state == "counts"), 1),
        "has_night": any(
            closes < opens for windows in (edit or form.start).weekly.values() for opens, closes in windows
        ),
        "date_lines": _date_lines(form, edit),
        **_moves(form),
        "tiers": _tiers(calendar, now),
        **_holidays(form, calendar, edit),
        **_drawn(line, saved if edit and saved else None, zone, now),
        **_tried(form, line, saved if edit and saved else None, zone, now),
    }


def _edit(form, calendar, counting, now):
    """The version as typed, not saved; None where nothing is typed, or it makes no calendar, or it says nothing new."""
    if not form.is_bound and not counting:
        return _first(form)
    if form.content_typed is None:
        return None
    version = form.next_version()
    if version is not None and counting and (version.valid_from is None or version.valid_from < now):
        version.valid_from = now
    return version


def _first(form):
    """What a new calendar starts with, its public holidays included."""
    ticked, start = set(form.initial["holidays"]), form.start
    holidays = [{"date": str(h.date), "name": h.local_name} for h in form.proposed if str(h.date) in ticked]
    return CalendarVersion(time_zone=start.time_zone, weekly=start.weekly, holidays=holidays)


def _drawn(line, saved, zone, now):
    if line is None:
        return {"days": [], "later": []}
    drawing = Drawing(line, zone, now=now, saved=saved)
    return {"days": drawing.coming(), "later": drawing.later()}


def _tried(form, line, saved, zone, now):
    if line is None:
        return {"trying": first_try(now, zone), "answer": None}
    if form.is_bound and form.asked == TRY:
        trying = TryForm(form.data, zone=zone)
        return {"trying": trying, "answer": trying.answer(line, saved)}
    if form.is_bound and form.data.get("try-start"):
        trying = TryForm(form.data, zone=zone)
        answer = trying.answer(line, saved)
        return {"trying": trying if answer else first_try(now, zone), "answer": answer}
    return {"trying": first_try(now, zone), "answer": None}


def _week(form):
    """(field, hours of the day in words or nothing) for each weekday."""
    return [(form[day], _hours(_day_minutes(form, day))) for day in WEEKDAYS]


def _day_minutes(form, day):
    try:
        return window_minutes(form.fields[day].to_python(form[day].value()))
    except ValidationError:  # what is typed cannot be read; its sentence says so
        return 0


def _week_text(form, edit):
    weekly = edit.weekly if edit else form.start.weekly
    now = sum(window_minutes(windows) for windows in weekly.values())
    was = sum(window_minutes(windows) for windows in form.start.weekly.values())
    return {"now": _hours(now), "was": _hours(was) if form.version and now != was else ""}


def _hours(minutes):
    return length(timedelta(minutes=minutes)) if minutes else ""


def _date_lines(form, edit):
    """(line, its hours in words, what the clocks do to it) for each date that has a line."""
    warnings = _line_warnings(form, edit)
    lines = []
    for line in form.dates:
        windows = line["hours"].value() or []
        try:
            minutes = window_minutes(line.fields["hours"].to_python(windows))
        except ValidationError:
            minutes = 0
        lines.append((line, _hours(minutes), warnings.get(str(line["date"].value()), [])))
    return lines


def _moves(form):
    """The first rows of what moves, and all of them where there are more."""
    rows = [row for row in form.moves.rows if not row.is_internal] if form.moves else []
    more = rows[:MOST_MOVES] if len(rows) > FIRST_MOVES else []
    return {"first_moves": rows[:FIRST_MOVES], "more_moves": more, "all_moves": len(rows)}


def _line_warnings(form, edit):
    """What the clocks do to the dates with hours of their own: {ISO date: sentences}."""
    version = edit or form.version
    if version is None:
        return {}
    definition, place = version.definition, ZoneInfo(version.time_zone)
    found = {}
    for entry in version.holidays:
        if entry.get("hours"):
            day = date.fromisoformat(entry["date"])
            for opening in openings(definition, day, day):
                if opening.is_hit and (change := _change_in(opening, version.time_zone)):
                    found.setdefault(entry["date"], []).append(changed_length(opening, change, place))
    return found


def _change_in(opening, zone):
    around = clock_changes(zone, opening.day - timedelta(days=1), opening.day + timedelta(days=2))
    return next((change for change in around if opening.start <= change.at <= opening.end), None)


def _holidays(form, calendar, edit):
    ticked = set(form["holidays"].value() or ())
    own = {str(line["date"].value()) for line in form.dates if line["date"].value()}
    confirmed = list(calendar.confirmed_years.select_related("confirmed_by")) if calendar else []
    years = holiday_years(form.proposed, ticked, own, (edit or form.start).definition, form.place[1], confirmed)
    wanted = form.data.get("holiday_year", "") if form.is_bound else ""
    shown = next((y.year for y in years if str(y.year) == wanted), year_to_show(years, form.now.year))
    return {
        "holiday_years": years,
        "year_shown": shown,
        "library": LIBRARY,
        "list_name": "-".join(filter(None, form.place)),
    }


def _numbered(versions, now):
    """Newest first. The number is the place among those that count."""
    counting = [version for version in versions if version.withdrawn_at is None]
    places = {version.pk: place for place, version in enumerate(counting, 1)}
    past = [version for version in counting if version.valid_from is None or version.valid_from <= now]
    current = past[-1].pk if past else None

    def state(version):
        if version.withdrawn_at:
            return "withdrawn"
        if version.pk == current:
            return "counts"
        return "past" if version in past else "planned"

    return [Numbered(places.get(version.pk), version, state(version)) for version in reversed(versions)]


def _tiers(calendar, now):
    """(tier, customers) that count in these hours."""
    if calendar is None:
        return []
    versions = calendar.tier_versions.exclude(status=TierVersion.Status.RETIRED).select_related("tier")
    tiers = sorted({version.tier for version in versions}, key=str)
    running = Contract.objects.valid_on(timezone.localdate(now)).filter(tier__in=tiers).values_list("tier", flat=True)
    running = list(running)
    return [(tier, running.count(tier.pk)) for tier in tiers]

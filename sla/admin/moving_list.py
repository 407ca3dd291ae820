"""The open tickets whose due times a change would move: figures and list, searched, filtered and paged by address.

For templates/admin/sla/_moving.html, which stands outside of a page's own form:
`{"moving": moving_list(preview, request.GET, after="Version 7"), "now": now}`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.times import length
from reports.moving import Effect, Preview
from sla.models import Target

from .spans import span_text

PER_PAGE = 50
OWN = ("q", "effect", "promise", "team", "customer", "page")  # what the list asks by; all else is the page's
CLOCKS = {**{clock.value: clock.label for clock in Target.Clock}, "level": _("Level")}
TITLES = {"effect": _("By effect"), "promise": _("By promise"), "team": _("By team"), "customer": _("By customer")}


@dataclass(frozen=True)
class Choice:
    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Line:
    """One row: the preview's own, and its words."""

    row: object
    clock: str
    used: str
    effect: str


@dataclass(frozen=True)
class MovingList:
    preview: Preview
    after: str  # heads the column of what is due then
    lines: list[Line]
    found: int
    search: str
    filters: list[tuple[str, list[Choice]]]
    kept: list[tuple[str, str]]  # the page's own questions, for the search form
    page: int
    pages: list[tuple[int, str]]  # number and address of each


def moving_list(preview, params, *, after) -> MovingList:
    """What `params` (the address) asks of a preview's rows."""
    chosen = {name: params.get(name, "") for name in TITLES}
    search = params.get("q", "").replace("\x00", "").strip()[:100]
    searched = [row for row in preview.rows if _matches(row, search)]
    rows = [row for row in searched if all(value in ("", _facet(row, name)) for name, value in chosen.items())]
    count = max((len(rows) + PER_PAGE - 1) // PER_PAGE, 1)
    asked = params.get("page", "")
    page = min(max(int(asked), 1), count) if asked.isdecimal() and len(asked) < 7 else 1
    return MovingList(
        preview=preview,
        after=after,
        lines=[_line(row) for row in rows[(page - 1) * PER_PAGE : page * PER_PAGE]],
        found=len(rows),
        search=search,
        filters=[(title, _choices(searched, name, chosen, params)) for name, title in TITLES.items()],
        kept=[(name, value) for name, value in params.items() if name not in ("q", "page")],
        page=page,
        pages=[(number, _query(params, page=number)) for number in range(1, count + 1)] if count > 1 else [],
    )


def _matches(row, search):
    words = f"#{row.number} {row.subject} {row.organisation} {row.team}".casefold()
    return all(word in words for word in search.casefold().split())


def _facet(row, name):
    return {
        "effect": row.effect,
        "promise": f"{row.priority} {row.clock}",
        "team": row.team,
        "customer": row.organisation,
    }[name]


def _choices(rows, name, chosen, params):
    """All, then each value with the number of rows the other filters leave for it."""
    others = {other: value for other, value in chosen.items() if other != name and value}
    left = [row for row in rows if all(_facet(row, other) == value for other, value in others.items())]
    counts = Counter(_facet(row, name) for row in left)
    choices = [Choice(gettext("All"), len(left), _query(params, **{name: ""}), not chosen[name])]
    for value in sorted(counts, key=_order(name)):
        query = _query(params, **{name: value})
        choices.append(Choice(_label(name, value), counts[value], query, chosen[name] == value))
    return choices


def _order(name):
    return Effect.values.index if name == "effect" else str


def _label(name, value):
    if name == "effect":
        return str(Effect(value).label)
    if name == "promise":
        priority, clock = value.split(" ")
        return f"{priority} {CLOCKS[clock]}"
    return value


def _query(params, **changed):
    copy = params.copy()
    copy.pop("page", None)
    for name, value in changed.items():
        copy[name] = str(value)
        if value in ("", 1):
            del copy[name]
    return f"?{copy.urlencode()}#moving"


def _line(row):
    return Line(row, str(CLOCKS[row.clock]), span_text(int(row.used.total_seconds()) // 60 * 60), _effect(row))


def _effect(row):
    """becomes late; 1 h earlier; 12 h less is left (paused)."""
    if row.is_late or row.effect == Effect.NEWLY_IN_TIME or None in (row.left_before, row.left_after):
        return str(Effect(row.effect).label)
    change = row.left_after - row.left_before
    if abs(change) < timedelta(seconds=1):
        return str(Effect(row.effect).label)
    words = {"time": length(change)}
    if row.is_paused:
        form = gettext("%(time)s less left") if row.is_earlier else gettext("%(time)s more left")
    else:
        form = gettext("%(time)s earlier") if row.is_earlier else gettext("%(time)s later")
    return form % words

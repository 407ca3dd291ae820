"""Previews and figures as tables for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from tickets.models import TicketClock

from .moving import Effect, Preview
from .time_held import Line

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def preview_csv(preview: Preview) -> Iterator[str]:
    """Yield the lines of the table, in the reader's language and time zone; times are service time in hours."""
    yield _line(
        [
            *(_("Ticket"), _("Subject"), _("Customer"), _("Team"), _("Priority"), _("Clock")),
            *(_("Used (hours)"), _("Due now"), _("Due then"), _("Left now (hours)"), _("Left then (hours)")),
            *(_("Effect"), _("internal")),
        ]
    )
    for row in preview.rows:
        yield _line(
            [
                *(row.number, row.subject, row.organisation, row.team, row.priority),
                TicketClock.Kind(row.clock).label,
                *(_hours(row.used), _instant(row.due_before), _instant(row.due_after)),
                *(_hours(row.left_before), _hours(row.left_after)),
                *(Effect(row.effect).label, _("yes") if row.is_internal else ""),
            ]
        )


def time_held_csv(lines: Iterable[Line], *, by_person=False) -> Iterator[str]:
    """Yield the lines of the table of reports.time_held, in the reader's language; times are service time in hours."""
    who = [_("Person"), _("Team")] if by_person else [_("Team")]
    figures = [_("Tickets"), _("Had it (hours)"), _("of it not assigned (hours)"), _("Waited: third parties (hours)")]
    yield _line([*who, _("Level"), *figures, _("Waited: requester (hours)"), _("Breaches that were its own")])
    for line in lines:
        who = [line.person.get_full_name(), line.team.name] if by_person else [line.team.name]
        times = (line.held, line.nobody, line.outside, line.requester)
        yield _line([*who, line.level, line.tickets, *map(_hours, times), line.overrun])


def safe_cell(value):
    """A spreadsheet would run a text that begins like a formula; an apostrophe in front makes it text again."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _line(cells):
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(str(cell) if not isinstance(cell, int | float) else cell) for cell in cells])
    return out.getvalue()


def _instant(at):
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _hours(duration):
    return "" if duration is None else round(duration.total_seconds() / 3600, 2)

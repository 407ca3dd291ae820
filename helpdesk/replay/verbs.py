"""What one row means in our verbs. docs/replay.md tells each decision and its reason."""

from core.choices import Category, Impact, Urgency
from core.text import SUBJECT_LIMIT
from escalation.actions import hand_over
from escalation.models import HandOver
from tickets.actions import (
    assign,
    close,
    note,
    open_inside,
    release,
    reopen,
    resolve,
    resume,
    wait_for_requester,
    wait_for_vendor,
)
from tickets.models import Ticket

from . import reading

# The log has one scale, the product two: these pairs give P1 to P4 in the matrix that is offered first.
IMPACTS = {
    "major": (Impact.ALL, Urgency.CANNOT_WORK),
    "high": (Impact.SEVERAL, Urgency.SLOWED),
    "medium": (Impact.ONE, Urgency.SLOWED),
    "low": (Impact.ONE, Urgency.WORKAROUND),
}
UNKNOWN = "Unknown: the log does not tell."


def replay_incident(batch, rows, world):
    """Replay one incident's rows, the oldest first, within a batch."""
    change = _open(batch, rows[0], world)
    for number, row in enumerate(rows):
        change.later(row.at, by=world.person(row))
        before = len(change.events)
        _move(change, world.team(row))
        _STATES[row.meaning](change, row)
        if number and len(change.events) == before:
            note.inside(change, body=f"The log says once more: {row.state}.")


def _open(batch, row, world):
    impact, urgency = IMPACTS.get(row.impact, IMPACTS["medium"])
    return open_inside(
        batch,
        by=world.person(row),
        now=row.at,
        requester=world.requester(row),
        organisation=world.organisation(row),
        site=world.site(row),
        subject=f"{row.product or 'Incident'}: {row.incident}"[:SUBJECT_LIMIT],
        body=f"Taken over from a log. Product {row.product or 'unknown'}, impact {row.impact or 'unknown'}.",
        category=Category.SOFTWARE,
        impact=impact,
        urgency=urgency,
        channel=Ticket.Channel.API,
        team=world.team(row),
        tier_version=world.tier_version,
        external_id=row.incident,
    )


def _move(change, team):
    ticket = change.ticket
    if team.pk == ticket.team_id:
        return
    up, down = team.level > ticket.level, team.level < ticket.level
    reason = HandOver.Reason.EXPERTISE if up else HandOver.Reason.DONE_HERE if down else HandOver.Reason.WRONG_TEAM
    sentence = f"From {ticket.team.name} to {team.name}, says the log."
    hand_over.inside(change, to_team=team, sentence=sentence, reason=reason, acceptance=False, finished_too=True)


def _take_up(change):
    """Work goes on: what was finished is reopened."""
    if change.ticket.is_finished:
        reopen.inside(change)


def _queue(change, _row):
    _take_up(change)
    release.inside(change)
    if change.ticket.is_waiting:
        resume.inside(change)


def _work(change, _row):
    _take_up(change)
    if change.by:
        assign.inside(change, assignee=change.by)
    resume.inside(change)


def _ask(change, row):
    _hold(change, wait_for_requester, reason=f"We need something of you. ({row.state})")


def _call_vendor(change, row):
    _hold(
        change, wait_for_vendor, vendor=row.state.partition(" / ")[2], reason=f"Somebody else is on it. ({row.state})"
    )


def _hold(change, wait, **said):
    _take_up(change)
    if change.by:
        assign.inside(change, assignee=change.by)
    wait.inside(change, comes_back=False, **said)


def _resolve(change, _row):
    if change.ticket.status == Ticket.Status.CLOSED:
        reopen.inside(change)
    resolve.inside(change, problem=change.ticket.subject, cause=UNKNOWN, solution=UNKNOWN)


def _close(change, row):
    close.inside(change, reason=row.state)


def _solve_in_call(change, row):
    if not change.ticket.is_finished:
        _resolve(change, row)
    close.inside(change, reason=row.state)


def _stay(_change, _row):
    """The row says nothing about the state."""


_STATES = {
    reading.QUEUED: _queue,
    reading.WORKING: _work,
    reading.ASKING: _ask,
    reading.VENDOR: _call_vendor,
    reading.RESOLVED: _resolve,
    reading.CLOSED: _close,
    reading.IN_CALL: _solve_in_call,
    reading.CANCELLED: _close,
    reading.UNMATCHED: _stay,
}

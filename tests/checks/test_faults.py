"""`scripts/faults`: nothing is lost or doubled under kills; and the oracle would see it if something were."""

import re
import subprocess
import sys

import pytest

from scripts.faulting.oracle import DAY, judge
from tests.processes import ROOT

OPENED, MINUTE, HOUR = 1_000_000.0, 60, 3600
WARNED, BREACHED = OPENED + 45 * MINUTE, OPENED + HOUR


def said(at, kind, *, clock=None, step=None, level=None, status=None, until=None, reason=None, by_itself=True):
    return 7, at, kind, clock, step, level, status, until, reason, by_itself


def verdict(*events, until=OPENED + 61 * MINUTE, news=()):
    """Of one ticket opened at OPENED, up to an hour and a minute later."""
    history = sorted([said(OPENED, "opened", level=1, by_itself=False), *events], key=lambda row: row[1])
    return judge(lambda statement: list(news) if "tickets_notice" in statement else history, since=OPENED, until=until)


def of_the_response(at, kind):
    return said(at, kind, clock="first_response")


def test_what_fired_in_time_is_neither_lost_nor_doubled():
    found = verdict(of_the_response(WARNED + 2, "warned"), of_the_response(BREACHED + 4, "breached"))
    assert str(found) == "2 steps due, 0 lost, 0 doubled, p99 lag 4.0 s"


def test_after_an_instant_the_lag_counts_from_there():
    found = verdict(of_the_response(WARNED + 2, "warned"), of_the_response(BREACHED + 40, "breached"))
    assert (found.p99(before=BREACHED), found.p99(since=BREACHED + 30)) == (2, 10)


def test_a_step_that_never_fired_is_lost():
    assert verdict(of_the_response(WARNED, "warned")).lines == ["lost: ticket 7, ('first_response', 'breach', 1)"]


def test_an_answer_in_time_leaves_nothing_to_fire():
    assert verdict(of_the_response(WARNED, "warned"), said(WARNED + 60, "answered", by_itself=False)).due == 1


@pytest.mark.parametrize("news", [(), [(7, 3, "warned", "first_response", None, 2)]])
def test_what_fired_twice_is_doubled_and_so_is_news(news):
    fired = [of_the_response(WARNED, "warned")] * (1 if news else 2)
    assert verdict(*fired, of_the_response(BREACHED, "breached"), news=news).doubled == 1


def test_what_fires_too_early_is_not_right_either():
    assert verdict(of_the_response(WARNED - 1, "warned"), of_the_response(BREACHED, "breached")).doubled == 1


ANSWERED = said(OPENED, "answered", by_itself=False)
TOLD, MOVED = OPENED + 240 * MINUTE, OPENED + 300 * MINUTE


def test_what_follows_an_acknowledgement_falls_away_but_the_move():
    seen = said(TOLD - 1, "acknowledged", clock="level", by_itself=False)
    moved = said(MOVED, "handed_over", level=2, reason="clock")
    assert str(verdict(ANSWERED, seen, moved, until=MOVED)).startswith("1 steps due, 0 lost, 0 doubled")
    told = said(TOLD, "step_fired", clock="level", step="80%:notify")
    assert verdict(ANSWERED, seen, told, moved, until=MOVED).doubled == 1
    assert str(verdict(ANSWERED, told, moved, until=MOVED)).startswith("2 steps due, 0 lost, 0 doubled")


@pytest.mark.parametrize("kind", ["status", "planned"])
def test_a_wait_ends_by_itself_and_puts_everything_off(kind):
    status = "waiting_requester" if kind == "status" else None
    waits = said(OPENED + HOUR, kind, status=status, until=OPENED + 2 * HOUR, by_itself=False)
    late = verdict(ANSWERED, waits, until=OPENED + 2 * HOUR)
    assert late.lines == ["lost: ticket 7, ('wait', 'return', 1)"]
    back = said(OPENED + 2 * HOUR + 3, "status", status="open")
    assert verdict(ANSWERED, waits, back, until=TOLD).due == 1  # the level's step is an hour later now
    assert verdict(ANSWERED, waits, back, until=TOLD + HOUR + 3).lost == 1


def test_an_offer_runs_out_and_a_solved_ticket_is_closed():
    offer = said(OPENED, "offered", level=2, by_itself=False)
    assert verdict(ANSWERED, offer).lines == ["lost: ticket 7, ('offer', 'expire', 1)"]
    came = said(OPENED + HOUR, "handed_over", level=2, reason="rights")
    assert verdict(ANSWERED, offer, came).fired == [(OPENED + HOUR, OPENED + HOUR)]
    solved = said(OPENED + MINUTE, "status", status="resolved", by_itself=False)
    assert verdict(ANSWERED, solved, until=OPENED + 3 * DAY).lines == ["lost: ticket 7, ('ticket', 'close', 1)"]


@pytest.mark.long
def test_kills_lose_and_double_nothing():
    command = [sys.executable, "-m", "scripts.faulting", "--kills", "60", "--seed", "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    last = done.stdout.splitlines()[-1] if done.stdout else done.stderr
    told = re.fullmatch(r"faults: (\d+) kills, (\d+) steps due, 0 lost, 0 doubled, p99 lag ([\d.]+) s", last)
    assert told and done.returncode == 0, done.stdout + done.stderr
    assert int(told[1]) >= 60 and int(told[2]) >= 5000

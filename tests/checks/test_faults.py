"""`scripts/faults`: nothing is lost or doubled under kills; and the oracle would see it if something were."""

import re
import subprocess
import sys

import pytest

from scripts.faulting.oracle import judge
from tests.processes import ROOT

OPENED, HOUR = 1_000_000.0, 3600
WARNED, BREACHED = OPENED + 45 * 60, OPENED + HOUR


def verdict(*fired, answered=None, news=()):
    """Of one ticket opened at OPENED, up to an hour and a minute later."""
    life = [(7, OPENED, "opened", "1")] + ([(7, answered, "answered", None)] if answered else [])

    def ask(statement):
        if "tickets_notice" in statement:
            return list(news)
        return life if "'opened'" in statement else [(7, at, kind, "first_response", None) for at, kind in fired]

    return judge(ask, since=OPENED, until=OPENED + 61 * 60)


def test_what_fired_in_time_is_neither_lost_nor_doubled():
    found = verdict((WARNED + 2, "warned"), (BREACHED + 4, "breached"))
    assert str(found) == "2 steps due, 0 lost, 0 doubled, p99 lag 4.0 s"


def test_a_step_that_never_fired_is_lost():
    assert verdict((WARNED, "warned")).lines == ["lost: ticket 7, ('first_response', 'breach', 1)"]


def test_an_answer_in_time_leaves_nothing_to_fire():
    assert verdict((WARNED, "warned"), answered=WARNED + 60).due == 1


@pytest.mark.parametrize("news", [(), [(7, 3, "warned", "first_response", None, 2)]])
def test_what_fired_twice_is_doubled_and_so_is_news(news):
    fired = [(WARNED, "warned")] * (1 if news else 2)
    assert verdict(*fired, (BREACHED, "breached"), news=news).doubled == 1


def test_some_kills_lose_and_double_nothing():
    command = [sys.executable, "-m", "scripts.faulting", "--kills", "6", "--seed", "5", "--steps", "200"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    last = done.stdout.splitlines()[-1] if done.stdout else done.stderr
    told = re.fullmatch(r"faults: (\d+) kills, (\d+) steps due, 0 lost, 0 doubled, p99 lag [\d.]+ s", last)
    assert told and done.returncode == 0, done.stdout + done.stderr
    assert int(told[1]) >= 6 and int(told[2]) >= 200

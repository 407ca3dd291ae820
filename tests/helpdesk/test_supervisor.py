"""The supervisor by itself: whom it waits for, and that nobody outlives it."""

import os
import signal
import subprocess
import sys

import pytest

from helpdesk.embedded.processes import is_running
from helpdesk.supervisor import Supervisor
from tests.processes import ROOT, wait_until


@pytest.fixture
def supervisor():
    made = Supervisor()
    yield made
    made.stop()


@pytest.fixture
def start(supervisor, tmp_path):
    def start(name, code):
        log = tmp_path / f"{name}.log"
        supervisor.start(name, [sys.executable, "-u", "-c", code], log, cwd=ROOT, environ=dict(os.environ))
        return log

    return start


SLEEP = "import time; print('here'); time.sleep(60)"


def test_the_first_to_end_is_named_with_its_status_and_last_words(supervisor, start):
    start("patient", SLEEP)
    start("hasty", "import sys; print('out of paper'); sys.exit(3)")
    dead = supervisor.watch()
    assert dead.name == "hasty"
    assert "status was 3" in dead.last_words()
    assert "out of paper" in dead.last_words()


def test_watching_ends_when_what_is_waited_for_is_there(supervisor, start):
    log = start("patient", SLEEP)
    assert supervisor.watch(until=lambda: "here" in log.read_text()) is None


def test_a_child_that_will_not_end_is_ended_by_force(supervisor, start, monkeypatch):
    monkeypatch.setattr("helpdesk.supervisor.GRACE_SECONDS", 0.2)
    log = start("stubborn", f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}")
    supervisor.watch(until=lambda: "here" in log.read_text())
    pid = supervisor.children[0].process.pid
    supervisor.stop()
    assert not is_running(pid)


def test_children_of_children_end_too(supervisor, start):
    code = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); print(p.pid); p.wait()"
    log = start("parent", code)
    supervisor.watch(until=lambda: log.read_text().endswith("\n"))
    grandchild = int(log.read_text().split()[0])
    assert is_running(grandchild)
    supervisor.stop()
    wait_until(lambda: not is_running(grandchild), "the grandchild is gone", 5)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_each_signal_to_end_is_heard(tmp_path, sign):
    code = (
        "from helpdesk.supervisor import Supervisor; s = Supervisor(); s.take_signals(); print('here', flush=True);"
        "print('asked' if s.watch() is None else 'dead')"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "here\n"
    process.send_signal(sign)
    assert process.communicate(timeout=10)[0] == "asked\n"

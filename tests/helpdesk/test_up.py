"""`manage.py up`: ready, one at a time, all or nothing, and gone without a trace."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.processes import ROOT, free_port, wait_until

READY_SECONDS = 120  # the first start makes the database and its sample data


class Up:
    """One `manage.py up` and what it printed."""

    def __init__(self, var_dir, port):
        self.var_dir = var_dir
        self.printed = var_dir / "printed.txt"
        environ = {"PATH": os.environ["PATH"], "VAR_DIR": str(var_dir), "PORT": str(port)}
        with self.printed.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "manage.py", "up"],
                cwd="/",
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def text(self):
        return self.printed.read_text()

    def ready(self):
        """Wait for its address and return that."""
        found = wait_until(
            lambda: re.search(r"^Ready: (http://\S+)", self.text(), re.M) or self.process.poll() is not None,
            "up is ready",
            READY_SECONDS,
        )
        assert found is not True, self.text()
        return found.group(1)

    def processes(self):
        """Return (number, command line) of all that lives with its folder in its surroundings."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) not in (os.getpid(), self.process.pid):
                try:
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    traces = command + (entry / "environ").read_text("utf-8", "replace")
                except OSError:
                    continue
                if f"VAR_DIR={self.var_dir}\0" in traces or f"{self.var_dir}/" in command:
                    found.append((int(entry.name), command))
        return found

    def pid_of(self, word):
        return next(pid for pid, command in sorted(self.processes()) if word in command)

    def is_gone(self):
        return not self.processes()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        wait_until(self.is_gone, "nothing is left running", 30)


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("up with spaces")


@pytest.fixture
def start(var_dir):
    """Start `up` with one folder for all tests here, so that only the first one makes a database."""
    started = []

    def start(port=None):
        started.append(Up(var_dir, port or free_port()))
        return started[-1]

    yield start
    for each in started:
        each.end()


def test_it_gets_ready_on_a_free_port_is_alone_and_leaves_nothing_running(start, var_dir):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = start(port)
        url = up.ready()
    assert url != f"http://127.0.0.1:{port}/"
    assert f"Port {port} is taken" in up.text()
    sign_ins = re.findall(r"^\s*\S[^\n]*\s(\S+@\S+)\s+(\S+)\s*$", up.text(), re.M)
    assert len(sign_ins) >= 5

    second = subprocess.run(
        [sys.executable, ROOT / "manage.py", "up"],
        check=False,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var_dir)},
        capture_output=True,
        text=True,
    )
    assert second.returncode == 1
    assert f"It runs already with the data in {var_dir}: {url}" in second.stderr

    assert urllib.request.urlopen(url + "healthz", timeout=10).status == 200
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(30) == 0
    assert up.is_gone()


@pytest.mark.parametrize(("word", "name"), [("celery -A helpdesk beat", "beat"), ("bin/postgres", "PostgreSQL")])
def test_when_one_dies_all_end_and_the_dead_one_is_named(start, word, name):
    up = start()
    up.ready()
    os.kill(up.pid_of(word), signal.SIGKILL)
    assert up.process.wait(30) == 1
    assert f"The process “{name}” ended, so everything was stopped." in up.text()
    assert "Traceback" not in up.text()
    assert up.is_gone()


def test_when_it_is_killed_itself_the_others_end_too(start):
    up = start()
    up.ready()
    assert not up.is_gone()
    up.process.kill()
    up.process.wait()
    wait_until(up.is_gone, "nothing is left running", 20)

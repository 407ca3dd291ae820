"""Several processes as one: all run, or none does.

Each child leads a session of its own, so that its own children can be ended with it and Ctrl-C reaches the supervisor
alone. On Linux a child is told to end when the supervisor is killed.
"""

import os
import signal
import subprocess
import time

from helpdesk.embedded.processes import is_running, open_log, tail, tether

LOOK_SECONDS = 0.2
GRACE_SECONDS = 12  # a task under way may end; then by force


class Child:
    """One process; its words go to `log`."""

    def __init__(self, name, command, log, *, cwd, environ, pass_fds=()):
        self.name, self.log = name, log
        with open_log(log) as out:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=environ,
                start_new_session=True,
                pass_fds=pass_fds,
                preexec_fn=tether(signal.SIGTERM),  # noqa: PLW1509 (one thread only)
            )

    def is_dead(self):
        return self.process.poll() is not None

    def end_kin(self):
        """End by force whatever the process left in its session."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # nobody there (macOS says the latter)
            pass

    def last_words(self):
        return f"Its status was {self.process.returncode}. {self.log} ends:\n{tail(self.log)}"


class Watched:
    """A process that somebody else starts and ends, such as the database: known by its number."""

    def __init__(self, name, pid, log):
        self.name, self.pid, self.log = name, pid, log

    def is_dead(self):
        return not is_running(self.pid)

    def last_words(self):
        return f"{self.log} ends:\n{tail(self.log)}"


class Supervisor:
    def __init__(self):
        self.children = []
        self.watched = []
        self.asked_to_stop = False

    def take_signals(self):
        """From now on SIGTERM, Ctrl-C and a closed terminal ask `watch` to return."""
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, self._ask_to_stop)

    def _ask_to_stop(self, *_):
        self.asked_to_stop = True

    def start(self, *args, **kwargs):
        self.children.append(Child(*args, **kwargs))

    def also_watch(self, name, pid, log):
        self.watched.append(Watched(name, pid, log))

    def dead(self):
        """Return the first process found dead, None while all live."""
        return next((each for each in [*self.children, *self.watched] if each.is_dead()), None)

    def watch(self, until=lambda: False):
        """Wait for the end of the first process and return it; None when asked to stop or when `until` comes true."""
        while not self.asked_to_stop and not until():
            if found := self.dead():
                return found
            time.sleep(LOOK_SECONDS)
        return None

    def stop(self):
        """End all children and theirs; return when none is left."""
        for child in self.children:
            if not child.is_dead():
                child.process.terminate()
        limit = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < limit and not all(child.is_dead() for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.end_kin()
            child.process.wait()
        self.children.clear()

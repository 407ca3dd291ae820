"""Starting and ending one server process that may outlive whoever started it."""

import ctypes
import os
import signal
import subprocess
import sys
import time

from helpdesk.embedded.problem import ServerProblem

PR_SET_PDEATHSIG = 1
LAST_LINES = 12
LOG_BYTES = 5_000_000  # then a start begins a new one and keeps this as *.old


def tether(sign):
    """Return what a new process has to call to get `sign` when its parent dies; None where this is not Linux."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie():
        libc.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it died just before
            os._exit(1)

    return tie


def launch(command, log, *, account, pass_fds=(), tethered=False):
    """Start a server in a session of its own, so that Ctrl-C in the terminal is ours to handle."""
    # VAR_DIR tells whoever looks at the process list whose server this is.
    environ = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "VAR_DIR": str(log.parent.parent)}
    with open_log(log) as out:
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environ,
            start_new_session=True,
            pass_fds=pass_fds,
            # After the change of user, which would clear it.
            preexec_fn=tether(signal.SIGINT) if tethered else None,  # noqa: PLW1509 (one thread only)
            **account.switch,
        )


def open_log(log):
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".old"))
    return log.open("ab")


def wait_until(ready, child, what, log, seconds=30):
    """Wait until `ready()`; raise ServerProblem when `child` ends before, or in time nothing comes."""
    end = time.monotonic() + seconds
    while not ready():
        if child.poll() is not None:
            raise ServerProblem(f"{what} ended while starting (status {child.returncode}). {log} ends:\n{tail(log)}")
        if time.monotonic() > end:
            child.kill()
            child.wait()
            raise ServerProblem(f"{what} did not answer within {seconds} s. {log} ends:\n{tail(log)}")
        time.sleep(0.02)


def tail(log):
    try:
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-LAST_LINES:])
    except OSError:
        return "(no log)"


def end(pid, sign, seconds=20):
    """End a process, child or not, by `sign`, then by force; return when it is gone."""
    for each, patience in ((sign, seconds), (signal.SIGKILL, 5)):
        try:
            os.kill(pid, each)
        except ProcessLookupError:
            return
        limit = time.monotonic() + patience
        while time.monotonic() < limit:
            if not is_running(pid):
                return
            time.sleep(0.02)
    raise ServerProblem(f"Process {pid} does not end. End it by hand: kill -9 {pid}")


def is_running(pid):
    """Tell whether `pid` lives; a dead child of ours is buried on the way."""
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_of(pid):
    """Return the command line of a process, empty when there is none or it cannot be told."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as source:
            return source.read().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        pass
    try:
        return subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
        ).stdout
    except OSError:
        return ""

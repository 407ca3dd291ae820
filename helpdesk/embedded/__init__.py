"""PostgreSQL and Redis of our own under VAR_DIR, for a machine that has neither.

`servers_for(arguments)` is all that others need. Any number of commands may use the servers at once: each holds a
shared lock while it does, and the last one to leave stops them. So nobody loses the database under his feet, and a
command that was killed leaves servers that the next one finds, uses and stops.
"""

import fcntl
import signal
import sys
from contextlib import contextmanager

from helpdesk.embedded.places import kept_folder
from helpdesk.embedded.postgres import Postgres
from helpdesk.embedded.problem import ServerProblem
from helpdesk.embedded.redis import Redis

__all__ = ["ServerProblem", "Servers", "servers_for"]

# They ask no database, or start the servers themselves.
WITHOUT_SERVERS = {None, "help", "--help", "-h", "version", "--version", "up", "translations", "collectstatic"}


class Servers:
    """The embedded servers of one VAR_DIR, those of them that the settings do not find elsewhere."""

    def __init__(self, var_dir, socket_dir, *, postgres=True, redis=True):
        self.var_dir = var_dir
        self.parts = [Postgres(var_dir, socket_dir)] * postgres + [Redis(var_dir, socket_dir)] * redis
        self.users = None

    def enter(self, *, tethered=False):
        """Start what does not run. Return the names of what was started.

        `tethered` servers end with this process, however it ends.
        """
        kept_folder(self.var_dir / "run")
        kept_folder(self.var_dir / "log")
        with self._guard():
            self.users = (self.var_dir / "run" / "users.lock").open("a")
            fcntl.flock(self.users, fcntl.LOCK_SH)
            try:
                return [part.name for part in self.parts if part.start(tethered=tethered)]
            except BaseException:
                self._stop_unless_used()
                raise

    def leave(self, *, stop=False):
        """Stop the servers unless another command uses them; with `stop`, those started here in any case."""
        with self._guard():
            self._stop_unless_used(mine_too=stop)

    def _stop_unless_used(self, *, mine_too=False):
        last = self._is_last()
        for part in reversed(self.parts):
            if last or (mine_too and part.started_here):
                part.stop()
        self.users.close()

    def _is_last(self):
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @contextmanager
    def _guard(self):
        """Keep two processes from starting or stopping at once."""
        with (self.var_dir / "run" / "guard.lock").open("a") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            yield


def configured_servers():
    """Return the servers that the settings leave to us."""
    from django.conf import settings

    return Servers(
        settings.VAR_DIR,
        settings.SOCKET_DIR,
        postgres=settings.EMBEDDED_POSTGRES,
        redis=settings.EMBEDDED_REDIS,
    )


@contextmanager
def servers_for(arguments):
    """Keep the embedded servers running for a command of manage.py, given as its list of arguments."""
    command = next(iter(arguments), None)
    if command in WITHOUT_SERVERS:
        yield
        return
    servers = configured_servers()
    if servers.enter():  # else ending at once leaves nothing behind, and an exception might get lost
        signal.signal(signal.SIGTERM, _end_in_order)
    try:
        yield
    finally:
        servers.leave()


def _end_in_order(*_):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # for a second one, should this exception get lost
    sys.exit(128 + signal.SIGTERM)

"""Redis for Celery's messages: a Unix socket, no port, nothing kept. What it holds are hints; the truth is in PostgreSQL."""

import signal

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from helpdesk.embedded import processes
from helpdesk.embedded.places import prepare_folder, server_account
from helpdesk.embedded.programs import redis_program

AT_ONCE = Retry(NoBackoff(), 0)  # by itself the client tries for three seconds


class Redis:
    name = "Redis"

    def __init__(self, var_dir, socket_dir):
        self.owner_of = var_dir / "postgres"  # both servers run as the same user
        self.log = var_dir / "log" / "redis.log"
        self.sockets = socket_dir
        self.socket = socket_dir / "redis.sock"
        self.child = None

    @property
    def started_here(self):
        return self.child is not None

    def start(self, *, tethered=False):
        """Start it unless it runs; tell whether that was needed. Raises ServerProblem."""
        if self.answers():
            return False
        account = server_account(self.owner_of)
        prepare_folder(self.sockets, account)
        command = [redis_program(account), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        command += ["--save", "", "--appendonly", "no", "--dir", self.sockets, "--maxmemory", "256mb"]
        self.child = processes.launch(command, self.log, account=account, tethered=tethered)
        processes.wait_until(self.answers, self.child, self.name, self.log)
        return True

    def stop(self):
        if pid := self.pid():
            processes.end(pid, signal.SIGTERM)
        self.child = None
        self.socket.unlink(missing_ok=True)
        try:
            self.sockets.rmdir()
        except OSError:  # PostgreSQL is still in it, or it is gone
            pass

    def pid(self):
        if self.child:
            return self.child.pid
        info = self._ask(lambda client: client.info("server"))
        return info and info["process_id"]

    def answers(self):
        return bool(self._ask(lambda client: client.ping()))

    def _ask(self, question):
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2, retry=AT_ONCE)
        try:
            return question(client)
        except (redis.RedisError, OSError):
            return None
        finally:
            client.close()

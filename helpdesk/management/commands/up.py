"""`manage.py up`: everything this product needs, running, until Ctrl-C."""

import fcntl
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand
from django.db import connections

from helpdesk import preparing
from helpdesk.embedded import ServerProblem, configured_servers
from helpdesk.embedded.places import kept_folder
from helpdesk.supervisor import Supervisor

READY_SECONDS = 90
ALONE = ["--without-gossip", "--without-mingle"]  # the only worker here waits for no other one


class Command(BaseCommand):
    help = "Start the database, Redis, the web server and the background processes, and stop them together."
    requires_system_checks = ()

    def handle(self, *args, **options):
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the supervisor takes over
        try:
            with only_one(settings.VAR_DIR) as note, embedded_servers(self.say) as servers:
                self.prepare()
                self.run(note, servers)
        except KeyboardInterrupt:
            self.say("Stopped.")

    def say(self, line):
        self.stdout.write(f"» {line}")
        self.stdout.flush()

    def prepare(self):
        for title, step in preparing.STEPS:
            began = time.monotonic()
            if did := step():
                self.say(f"{title}: {did} ({time.monotonic() - began:.1f} s)")

    def run(self, note, servers):
        listener = listen(settings.PORT)
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}/"
        note(url)
        if port != settings.PORT:
            self.say(f"Port {settings.PORT} is taken; using {port}")
        sign_ins = preparing.sign_ins()
        connections.close_all()
        supervisor = Supervisor()
        supervisor.take_signals()
        try:
            for part in servers.parts:
                supervisor.also_watch(part.name, part.pid(), part.log)
            start_processes(supervisor, listener, url)
            listener.close()
            self.say(f"Starting web, worker, beat and sender; their logs are in {settings.VAR_DIR / 'log'}")
            self.wait(supervisor, url, sign_ins)
        finally:
            for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C would leave processes behind
            self.say("Stopping")
            supervisor.stop()

    def wait(self, supervisor, url, sign_ins):
        """Say when it is ready, then watch. Raises ServerProblem when a process ends by itself."""
        limit = time.monotonic() + READY_SECONDS
        answers = []
        dead = supervisor.watch(until=lambda: time.monotonic() > limit or is_well(url, answers))
        if dead is None and not supervisor.asked_to_stop:
            if not answers or answers[-1][0] != 200:
                raise ServerProblem(f"Not ready after {READY_SECONDS} s. {url}healthz says: {answers[-1:]}")
            self.stdout.write(f"Ready: {url}")
            width = max((len(role) for role, _, _ in sign_ins), default=0)
            mail_width = max((len(email) for _, email, _ in sign_ins), default=0)
            for role, email, password in sign_ins:
                self.stdout.write(f"  {role:{width}}  {email:{mail_width}}  {password}")
            self.stdout.flush()
            dead = supervisor.watch()
        if dead:
            raise ServerProblem(f"The process “{dead.name}” ended, so everything was stopped. {dead.last_words()}")


@contextmanager
def only_one(var_dir):
    """Keep a second `up` away from the same data; yield what notes our address for it to tell."""
    with (kept_folder(var_dir / "run") / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise ServerProblem(
                f"It runs already with the data in {var_dir}: {lock.read().strip() or 'still starting'}. "
                "Stop that one, or choose another folder by VAR_DIR."
            ) from None
        lock.truncate(0)

        def note(url):
            lock.write(f"{url} (process {os.getpid()})")
            lock.flush()

        yield note


@contextmanager
def embedded_servers(say):
    servers = configured_servers()
    if started := servers.enter(tethered=True):
        say(f"Started {' and '.join(started)}")
    try:
        yield servers
    finally:
        servers.leave(stop=True)


def listen(wanted):
    """Return a listening socket on the wanted port, on any free one when that is taken."""
    for port in (wanted, 0):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(128)
        except OSError:
            listener.close()
            continue
        return listener
    raise ServerProblem("No port is free on 127.0.0.1. Is the network of this machine set up?")


def start_processes(supervisor, listener, url):
    port = str(listener.getsockname()[1])
    environ = {**os.environ, "VAR_DIR": str(settings.VAR_DIR), "PORT": port}
    if settings.EMBEDDED and "SITE_URL" not in os.environ:
        environ["SITE_URL"] = url.rstrip("/")  # links in mails lead to the port we have
    python = [sys.executable, "-u"]
    celery = [*python, "-m", "celery", "-A", "helpdesk"]
    commands = {
        "web": [*python, "-m", "helpdesk.web", listener.fileno()],
        "worker": [*celery, "worker", "-l", "INFO", "-c", settings.WORKER_PROCESSES, *ALONE],
        "beat": [*celery, "beat", "-l", "INFO", "--pidfile="],
    }
    if "send_notices" in get_commands():
        commands["sender"] = [*python, "manage.py", "send_notices"]
    for name, command in commands.items():
        supervisor.start(
            name,
            command,
            settings.VAR_DIR / "log" / f"{name}.log",
            cwd=settings.BASE_DIR,
            environ=environ,
            pass_fds=(listener.fileno(),) if name == "web" else (),
        )


def is_well(url, answers):
    """Ask /healthz; keep each answer (status, what it said) for whoever has to explain a failure."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy does not know our machine
    try:
        with opener.open(f"{url}healthz", timeout=5) as answer:
            answers.append((answer.status, ""))
            return True
    except urllib.error.HTTPError as error:
        answers.append((error.code, _reasons(error.read())))
    except OSError as error:
        answers.append((0, str(error)))
    return False


def _reasons(body):
    try:
        return " ".join(json.loads(body)["reasons"])
    except (ValueError, KeyError):
        return "no reason given"

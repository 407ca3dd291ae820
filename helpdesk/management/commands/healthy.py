"""`manage.py healthy PART`: the health check of one process, for whatever restarts it. Exit status 1 when it is ill."""

import urllib.error
import urllib.request

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from helpdesk import health

SECONDS = 10


class Command(BaseCommand):
    help = (
        "Tell whether one part does its work: web server, sweep (worker and beat), outbox (sender), or stored clocks."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("part", choices=["web", "sweep", "outbox", "clocks"])
        parser.add_argument("--port", type=int, default=settings.PORT, help="where the web server listens")

    def handle(self, *, part, port, **options):
        if part == "clocks":
            trouble = clock_trouble(timezone.now())
        else:
            trouble = web_trouble(port) if part == "web" else work_trouble(part)
        if trouble:
            raise CommandError(trouble)


def web_trouble(port):
    """The web process is well when it answers, whatever it says of the others: restarting it would mend nothing."""
    host = settings.ALLOWED_HOSTS[0].replace("*", "").lstrip(".") or "localhost"
    question = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(question, timeout=SECONDS).close()
    except urllib.error.HTTPError as error:
        return "" if error.code == 503 else f"/healthz answers {error.code}."
    except OSError as error:
        return f"The web server does not answer: {error}"
    return ""


def work_trouble(part):
    state = health.work_state(timezone.now())
    if part == "sweep" and health.is_stale(state["sweep_age"]):
        return f"The last sweep ended {state['sweep_age']} s ago." if state["sweep_age"] else "No sweep has ended yet."
    if part == "outbox" and (state["outbox_age"] or 0) > health.OUTBOX_STALE_SECONDS:
        return f"A mail has been due for {state['outbox_age']} s."
    return ""


def clock_trouble(now):
    """The stored clocks are well when the last nightly check is recent and found none that differs."""
    check = health.clock_check()
    if check is None:
        return "The stored clocks were never checked."
    if health.age(check["finished_at"], now) > health.CLOCK_CHECK_STALE_SECONDS:
        return f"The stored clocks were last checked at {check['finished_at'].isoformat()}."
    return " ".join(health.clock_reasons(check))

"""/healthz: what runs and what does not, for machines and for whoever starts this."""

import time
from collections import Counter
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis.backoff import NoBackoff
from redis.retry import Retry

SWEEP_STALE_SECONDS = 60  # also how long a start may take until the first sweep
OUTBOX_STALE_SECONDS = 300
CLOCK_CHECK_STALE_SECONDS = 50 * 3600  # one night missed is no trouble
REDIS_SECONDS = 1
FINDINGS_SECONDS = 60
STARTED = time.monotonic()
_findings = {}  # of this process


@never_cache
def healthz(request):
    """Answer 200 when all is well or just starting, else 503 with `reasons`. Ages are in seconds.

    What somebody has to look at, but no other process would do better, is a reason with status "attention" and 200.
    """
    report = {"database": "ok", "redis": redis_state(), "sweep_age": None, "set_aside": None, "outbox_age": None}
    report["findings"] = None
    report["clock_check"] = None
    reasons, attention = [], []
    if report["redis"] != "ok":
        reasons.append("Redis does not answer: background work waits, pages go on.")
    try:
        report.update(work_state(timezone.now()))
        report["findings"] = findings_by_code(timezone.now())
        report["clock_check"] = clock_check()
    except DatabaseError:
        connection.close()
        report["database"] = "down"
        reasons.append("The database does not answer.")
    else:
        reasons += late_reasons(report)
        attention += clock_reasons(report["clock_check"])
    is_start = is_starting(report["sweep_age"])
    status = "down" if reasons else "attention" if attention else "starting" if is_start else "ok"
    answer = {"status": status, **report, "reasons": reasons + attention}
    return JsonResponse(answer, status=503 if reasons else 200)


def redis_state():
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except (redis.RedisError, OSError):
        return "down"
    finally:
        client.close()
    return "ok"


def work_state(now):
    """Return how long ago the last sweep ended, how many tickets it left alone, how long the outbox has waited."""
    from escalation.models import SetAside, SweepRun
    from tickets.models import Notice

    swept_at = SweepRun.objects.values_list("finished_at", flat=True).first()
    due = Notice.objects.filter(outcome=Notice.Outcome.WAITING, next_try_at__lte=now)
    return {
        "sweep_age": age(swept_at, now),
        "set_aside": SetAside.objects.filter(until__gt=now).count(),
        "outbox_age": age(due.aggregate(oldest=Min("next_try_at"))["oldest"], now),
    }


def clock_check():
    """Return what came out of the last nightly comparison of clocks with their history; None before the first."""
    from tickets.models import ClockCheck

    return ClockCheck.objects.filter(pk=1).values("finished_at", "tickets", "differing").first()


def clock_reasons(check):
    if not check or not check["differing"]:
        return []
    counted = f"{check['differing']} of {check['tickets']} tickets"
    return [f"Stored clocks differ from the history: {counted}. See manage.py clocks --verify, then --rebuild."]


def findings_by_code(now):
    """How much needs an administrator's decision, by code. Nothing of it is an outage, so it is asked once a minute."""
    from reports.findings import findings

    asked_at, counts = _findings.get("kept", (None, None))
    if asked_at is None or time.monotonic() - asked_at > FINDINGS_SECONDS:
        counts = dict(Counter(finding.code for finding in findings(now)))
        _findings["kept"] = (time.monotonic(), counts)
    return counts


def age(at, now):
    return None if at is None else round(max(now - at, timedelta()).total_seconds(), 1)


def late_reasons(report):
    reasons = []
    if is_stale(report["sweep_age"]) and not is_starting(report["sweep_age"]):
        reasons.append("The sweep stands still: nothing escalates. Do the Celery worker and beat run?")
    if (report["outbox_age"] or 0) > OUTBOX_STALE_SECONDS and not in_first_minute():
        reasons.append("The outbox waits: no mail leaves. Does the sender run?")
    return reasons


def is_stale(sweep_age):
    return sweep_age is None or sweep_age > SWEEP_STALE_SECONDS


def is_starting(sweep_age):
    return is_stale(sweep_age) and in_first_minute()


def in_first_minute():
    return time.monotonic() - STARTED < SWEEP_STALE_SECONDS

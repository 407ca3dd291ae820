"""/healthz: what runs and what does not, for machines and for whoever starts this."""

import time

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis.backoff import NoBackoff
from redis.retry import Retry

SWEEP_STALE_SECONDS = 60
REDIS_SECONDS = 1
STARTED = time.monotonic()


@never_cache
def healthz(request):
    """Answer 200 when all is well, else 503 with `reasons`. Ages are in seconds."""
    report = {"database": "ok", "redis": redis_state(), "sweep_age": None}
    reasons = []
    if report["redis"] != "ok":
        reasons.append("Redis does not answer: background work waits, pages go on.")
    try:
        report.update(work_state(timezone.now()))
    except DatabaseError:
        report["database"] = "down"
        reasons.append("The database does not answer.")
    else:
        reasons += sweep_reasons(report["sweep_age"])
    report = {"status": "ok" if not reasons else "down", **report, "reasons": reasons}
    return JsonResponse(report, status=503 if reasons else 200)


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
    """Return the ages and counts that only the database knows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"sweep_age": None, "set_aside": None, "outbox_age": None}


def sweep_reasons(age):
    return []

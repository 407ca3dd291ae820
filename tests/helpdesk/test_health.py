"""/healthz and the pages while parts of the installation are away."""

import json
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from escalation.models import SweepRun
from helpdesk import health
from tickets.models import ClockCheck

HOUR = timedelta(hours=1)


def get(url, **headers):
    """Return status, headers and body, whatever the status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=15) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


@pytest.fixture
def long_running(monkeypatch):
    """The web process started an hour ago."""
    monkeypatch.setattr(health, "STARTED", time.monotonic() - HOUR.total_seconds())


@pytest.mark.django_db
def test_a_recent_sweep_is_well(client, long_running):
    SweepRun.objects.create(pk=1, finished_at=timezone.now() - timedelta(seconds=4))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert 4 <= answer.json()["sweep_age"] < 10
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_sweep_that_stands_still_is_not_well(client, long_running):
    SweepRun.objects.create(pk=1, finished_at=timezone.now() - timedelta(seconds=61))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "sweep stands still" in answer.json()["reasons"][0]


@pytest.mark.django_db
def test_the_first_minute_may_pass_without_a_sweep(client, monkeypatch):
    monkeypatch.setattr(health, "STARTED", time.monotonic())
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "starting")


@pytest.mark.django_db
def test_clocks_that_differ_from_history_want_attention_but_stop_nothing(client, long_running):
    now = timezone.now()
    SweepRun.objects.create(pk=1, finished_at=now)
    assert client.get("/healthz").json()["clock_check"] is None
    check = ClockCheck.objects.create(pk=1, finished_at=now - HOUR, tickets=5000, differing=0)
    answer = client.get("/healthz").json()
    assert (answer["status"], answer["clock_check"]["tickets"], answer["reasons"]) == ("ok", 5000, [])
    check.differing = 3
    check.save()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "attention")
    assert "3 of 5000 tickets" in answer.json()["reasons"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "differing", "says"),
    [(None, 0, "never"), (51 * HOUR, 0, "last checked"), (HOUR, 2, "2 of 9"), (HOUR, 0, "")],
)
def test_whether_the_clocks_are_healthy_is_told_by_the_command(age, differing, says):
    if age is not None:
        ClockCheck.objects.create(pk=1, finished_at=timezone.now() - age, tickets=9, differing=differing)
    if not says:
        call_command("healthy", "clocks")
        return
    with pytest.raises(CommandError, match=says):
        call_command("healthy", "clocks")


def test_pages_go_on_without_redis_and_say_so_without_the_database(installation):
    postgres, redis = installation.servers.parts
    installation.start_web()
    try:
        redis.stop()
        status, _, body = get(f"{installation.url}/healthz")
        assert (status, json.loads(body)["redis"]) == (503, "down")
        assert get(f"{installation.url}/account/login/")[0] == 200

        postgres.stop()
        began = time.monotonic()
        status, _, body = get(f"{installation.url}/healthz")
        assert (status, json.loads(body)["database"]) == (503, "down")
        status, headers, body = get(f"{installation.url}/account/login/", Cookie="sessionid=somebody")
        assert (status, headers["Retry-After"]) == (503, "15")
        assert "Traceback" not in body
        assert time.monotonic() - began < 5
    finally:
        postgres.start(tethered=True)
        redis.start(tethered=True)
    assert get(f"{installation.url}/account/login/")[0] == 200

"""The fixtures by which other tests get an installation of their own."""

import urllib.error
import urllib.request

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from tests.processes import wait_until


@pytest.mark.django_db
def test_each_process_has_a_database_of_its_own():
    assert connection.settings_dict["NAME"].startswith("test_helpdesk")
    assert not get_user_model().objects.exists()


def test_an_installation_answers_and_works(installation):
    installation.start_web()
    worker = installation.start_worker()
    installation.start_beat()
    try:
        body = urllib.request.urlopen(f"{installation.url}/healthz", timeout=10).read()
    except urllib.error.HTTPError as error:
        body = error.read()
    assert b'"database": "ok"' in body
    wait_until(lambda: "escalation.tasks.sweep" in worker.log_text(), "the worker hears of the sweep")
    assert connection.settings_dict["NAME"] == "helpdesk"

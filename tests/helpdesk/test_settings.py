"""Settings: each from the environment, each in the table, each missing one a sentence."""

import ast
import os
import re
import subprocess
import sys

import pytest

from helpdesk import environment
from helpdesk.databases import celery_broker, django_database
from tests.processes import ROOT

SERVERS = {"DATABASE_URL": "postgresql://desk@127.0.0.1:1/desk", "REDIS_URL": "redis://127.0.0.1:1/0"}
REAL = {
    **SERVERS,
    "SECRET_KEY": "x" * 60,
    "SITE_URL": "https://desk.example",
    "ALLOWED_HOSTS": "desk.example",
    "DEFAULT_FROM_EMAIL": "desk@desk.example",
    "EMAIL_HOST": "mail.example",
}


def manage(*arguments, **environ):
    kept = {name: os.environ[name] for name in ("PATH", "VAR_DIR")}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, env={**kept, **environ}, capture_output=True, text=True)


def variables_in_the_code():
    tree = ast.parse((ROOT / "helpdesk" / "settings.py").read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return {
        call.args[0].value for call in calls if ast.unparse(call.func.value) == "env" and call.func.attr != "BadSetting"
    }


def variables_in_the_table():
    return set(re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "settings.md").read_text(), re.M))


def test_the_table_names_every_setting_and_no_other():
    assert variables_in_the_code() == variables_in_the_table()


@pytest.mark.parametrize("missing", sorted(REAL.keys() - SERVERS.keys()))
def test_what_is_required_is_asked_for_by_name(missing):
    done = manage("check", **{name: value for name, value in REAL.items() if name != missing})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{missing} is not set.")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT must be a whole number, not “http”."),
        ("PORT", "99999", "PORT must be at most 65535, not 99999."),
        ("DEBUG", "perhaps", "DEBUG must be yes or no, not “perhaps”."),
        ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE must be a time zone such as Europe/Berlin, not “Mars/Olympus”."),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, not “LOUD”."),
        ("DATABASE_URL", "mysql://desk:secret@host/desk", "DATABASE_URL must begin with postgresql:// or postgres://."),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(name, value, sentence):
    done = manage("check", **{**REAL, name: value})
    assert (done.returncode, done.stderr) == (1, sentence + "\n")


def test_a_database_that_does_not_answer_is_a_sentence():
    done = manage("migrate", **REAL)
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer:")
    assert "Traceback" not in done.stderr


def test_real_settings_pass_djangos_own_deployment_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **{**REAL, "SECRET_KEY": "k3!Vq9" * 10})
    assert done.returncode == 0, done.stderr


def test_an_empty_variable_counts_as_missing(monkeypatch):
    monkeypatch.setenv("SITE_URL", " ")
    with pytest.raises(environment.BadSetting, match="SITE_URL is not set"):
        environment.text("SITE_URL")


def test_a_database_url_may_name_a_socket_and_hold_signs():
    found = django_database("postgresql://desk:p%40ss@/name?host=/run/pg&sslmode=disable")
    assert (found["HOST"], found["PASSWORD"], found["NAME"]) == ("/run/pg", "p@ss", "name")
    assert found["OPTIONS"]["sslmode"] == "disable"


def test_celery_names_a_unix_socket_otherwise():
    assert celery_broker("unix:///run/r.sock") == "redis+socket:///run/r.sock"
    assert celery_broker("redis://host:6379/0") == "redis://host:6379/0"

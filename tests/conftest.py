"""What every test run needs: servers of its own, a migrated database per process, and what is left out."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from helpdesk.embedded import configured_servers
from helpdesk.translations import compile_catalogues
from tests import unknown_names
from tests.given import REAL_LOGS, SLA_VECTORS
from tests.processes import Installation, run_sql

SHARED_FOLDERS = {
    "real_logs": ("REAL_LOGS", REAL_LOGS),
    "sla_vectors": ("SLA_VECTORS", SLA_VECTORS),
}
ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser):
    parser.addoption("--no-browser", action="store_true", help="leave out the tests that need Chromium")


def pytest_configure(config):
    """Start the servers once, in the process that the others work for."""
    unknown_names.watch()
    Path(os.environ["TEST_RUN_DIR"], "static").mkdir(parents=True, exist_ok=True)  # whitenoise misses it aloud
    if is_controller(config):
        config.test_servers = configured_servers()
        config.test_servers.enter(tethered=True)
        unsafe_but_fast()
        compile_catalogues()


def pytest_unconfigure(config):
    if servers := getattr(config, "test_servers", None):
        servers.leave()


def is_controller(config):
    return not hasattr(config, "workerinput") and not config.option.collectonly and not config.option.help


def unsafe_but_fast():
    """Nothing of a test run has to survive the machine's power cut."""
    from django.conf import settings

    if settings.EMBEDDED_POSTGRES:
        turned_off = [f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "full_page_writes", "synchronous_commit")]
        run_sql(settings.SOCKET_DIR, "postgres", *turned_off, "SELECT pg_reload_conf()")


def pytest_report_header(config):
    lines = []
    for marker, (variable, folder) in SHARED_FOLDERS.items():
        lines.append(
            f"{variable}: {folder}" if folder else f"{variable} is not given: tests marked {marker} are left out"
        )
    if config.option.no_browser:
        lines.append("--no-browser: tests in a browser are left out")
    return lines


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    unwanted = {marker for marker, (_, folder) in SHARED_FOLDERS.items() if folder is None}
    if config.option.no_browser:
        unwanted.add("browser")
    left_out = [item for item in items if unwanted & {marker.name for marker in item.iter_markers()}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)  # the order within stays random


@pytest.fixture(autouse=True)
def language():
    """Each test begins in the settings' language: a request leaves its thread in that of the last reader."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Migrate once per run; each process copies the result, which takes a tenth of the time."""
    from django.conf import settings
    from django.db import connection

    if settings.EMBEDDED_POSTGRES:
        with (settings.VAR_DIR / "run" / "template.lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.seek(0)
            if lock.read() != os.environ["TEST_RUN_ID"]:
                migrate()
                lock.truncate(0)
                lock.write(os.environ["TEST_RUN_ID"])
        connection.settings_dict["TEST"]["TEMPLATE"] = settings.DATABASES["default"]["NAME"]


def migrate():
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"]
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        pytest.exit(f"manage.py migrate failed:\n{done.stdout}{done.stderr}", returncode=1)


@pytest.fixture(scope="session")
def installation_servers(worker_id):
    """One more PostgreSQL and Redis for the tests of this process that need an installation to themselves."""
    made = Installation(Path(os.environ["TEST_RUN_DIR"]) / worker_id)
    made.prepare()
    yield made
    made.servers.leave()


@pytest.fixture
def installation(installation_servers, django_db_blocker, settings):
    """The product with a new database, where other processes see what the test writes, and the test what they do.

    `installation.start_worker()`, `.start_beat()` and `.start_web()` start real processes, all stopped at the end.
    The test needs no `django_db` mark.
    """
    with django_db_blocker.unblock(), installation_servers.used_by_test(settings) as made:
        yield made

"""docker-compose.yml without Docker: its schema, its promises, and each of our commands on servers that stand here."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from helpdesk.management.commands import prepare
from tests.processes import ROOT, answers, wait_until

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ["web", "worker", "beat", "sender"]
GIVEN = {
    "SECRET_KEY": "x" * 60,
    "SITE_URL": "https://desk.example",
    "ALLOWED_HOSTS": "desk.example",
    "DEFAULT_FROM_EMAIL": "desk@desk.example",
    "EMAIL_HOST": "127.0.0.1",
    "POSTGRES_PASSWORD": "only4tests",
}


def test_the_file_obeys_the_schema_of_compose_files():
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())
    jsonschema.validators.validator_for(schema)(schema).validate(COMPOSE)


def test_services_depend_on_services_that_exist_and_are_checked():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES, f"{name} waits for {other}"
            assert how["condition"] == "service_completed_successfully" or "healthcheck" in SERVICES[other]
        assert "healthcheck" in service or service["restart"] == "no", f"nobody asks how {name} is"
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= COMPOSE["volumes"].keys()


def test_no_secret_has_a_value_and_a_missing_one_is_named_in_a_sentence():
    for service in SERVICES.values():
        for name, value in (service.get("environment") or {}).items():
            if re.search("PASSWORD|SECRET|_URL$", name) and "redis://" not in value:
                assert re.search(r"\$\{(\w+):\?Set \1 in \.env", value) or value == f"${{{name}:-}}", name


def test_ours_run_without_rights_and_only_the_web_is_reached_from_this_machine():
    for name in [*OURS, "prepare"]:
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["read_only"]
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])
    assert re.findall(r"^USER (\w+)$", (ROOT / "Dockerfile").read_text(), re.M)[-1] != "root"


def environ_of(service, installation):
    """Return the settings of the compose file, filled in, but with the servers of the test."""
    filled = {
        name: re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: GIVEN.get(found[1], ""), str(value))
        for name, value in SERVICES[service]["environment"].items()
    }
    filled = {name: value for name, value in filled.items() if value}
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "VAR_DIR": str(installation.var_dir),
        **filled,
        "DATABASE_URL": f"postgresql://helpdesk@/helpdesk?host={installation.sockets}",
        "REDIS_URL": f"unix://{installation.sockets}/redis.sock",
    }


def command_of(words, installation):
    """Return a command of the file; what a container has for itself becomes the test's own."""
    own = {"8000": str(installation.port), "0.0.0.0": "127.0.0.1"}
    return [own.get(word, word) for word in words]


def run(service, words, installation):
    command = command_of(words, installation)
    return subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=environ_of(service, installation),
        capture_output=True,
        text=True,
        timeout=90,
    )


@pytest.fixture
def service(installation):
    """Start a service by the very command of the file; all are ended when the test is over."""
    started = []

    def start(name):
        log = installation.var_dir / "log" / f"compose-{name}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                command_of(SERVICES[name]["command"], installation),
                cwd=ROOT,
                env=environ_of(name, installation),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append((name, process, log))

    yield start
    for _, process, _ in started:
        process.terminate()
    for name, process, log in started:
        assert process.wait(30) in (0, -15), f"{name} ended with {process.returncode}:\n{log.read_text()[-2000:]}"


def test_the_commands_of_all_services_do_their_work(installation, service):
    prepared = run("prepare", SERVICES["prepare"]["command"], installation)
    assert prepared.returncode == 0, prepared.stderr
    assert prepared.stdout.count("»") == len(prepare.preparing.STEPS)
    for name in OURS:
        service(name)
    wait_until(lambda: answers(f"http://127.0.0.1:{installation.port}/healthz"), "the web answers", 40)
    for name in OURS:
        kind, *words = SERVICES[name]["healthcheck"]["test"]
        assert kind == "CMD"
        wait_until(lambda name=name, words=words: run(name, words, installation).returncode == 0, f"{name} is well", 40)


def test_the_check_of_a_worker_that_does_nothing_fails(installation):
    _, *words = SERVICES["worker"]["healthcheck"]["test"]
    done = run("worker", words, installation)
    assert (done.returncode, done.stderr) == (1, "CommandError: No sweep has ended yet.\n")

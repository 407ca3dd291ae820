"""Imports against the arrows, doors that look past their visitor's rights, and addresses of packages are found."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts.checks import addresses, doors, rooms

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def project(tmp_path):
    """Every room, empty, under the arrows of this project."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for room in settings["tool"]["importlinter"]["root_packages"]:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    for module in ("business_time", "clock", "facts", "models", "opening_hours", "stopwatch"):
        (tmp_path / "sla" / f"{module}.py").touch()
    return tmp_path


def lint_imports(project):
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=project, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("tickets/models.py", "import escalation"),
        ("core/text.py", "import accounts"),
        ("sla/tasks.py", "import helpdesk"),
        ("sla/clock.py", "import django.db"),
    ],
)
def test_an_import_against_the_arrows_is_found(project, module, line):
    status, output = lint_imports(project)
    assert status == 0, output
    (project / module).write_text(line)
    status, output = lint_imports(project)
    assert status == 1, output
    assert "BROKEN" in output


def test_a_room_without_arrows_is_found(project):
    assert rooms.faults_of(project) == []
    (project / "billing").mkdir()
    (project / "billing" / "__init__.py").touch()
    assert rooms.faults_of(project)[0] == "billing/ is a room without arrows: add it to root_packages."


@pytest.mark.parametrize(
    "code",
    [
        "Ticket.objects.all()",
        "models.Ticket.objects.get(number=1)",
        "Message._default_manager.filter(ticket=1)",
        "get_object_or_404(Ticket, number=1)",
        "queryset = Ticket.objects",
        "x = Ticket.objects.filter(y=Other.objects.visible_to(user))",
    ],
)
def test_a_door_that_reads_all_rows_is_found(code):
    (fault,) = doors.faults_of(f"import x\n{code}", "desk/views.py")
    assert fault.startswith("desk/views.py:2: ")


@pytest.mark.parametrize(
    "code",
    [
        "Ticket.objects.visible_to(request.user).filter(x=1)",
        "get_object_or_404(Ticket.objects.workable_by(request.user), number=1)",
        "Notice.objects.due(now)  # all rows: the sender serves everybody",
        "Message.objects.filter(ticket=ticket).order_by('at').visible_to(user).first()",
        "Message.objects.none()",
        "Service.objects.all()",
    ],
)
def test_a_door_that_asks_by_right_passes(code):
    assert doors.faults_of(code, "desk/views.py") == []


def test_an_address_of_packages_is_found():
    address = "https:" + "//packages.example/x.tgz"
    assert addresses.faults_of(f'{{\n"resolved": "{address}"}}', "package-lock.json")
    assert addresses.faults_of(f"--index{'-'}url x", "requirements/product.txt")
    assert addresses.faults_of('htmx.org==2\n"resolved": "idle"', "requirements/product.txt") == []

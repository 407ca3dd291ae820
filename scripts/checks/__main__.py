"""`scripts/check`: all steps, two at a time; each says OK or what is wrong, and none keeps another from running."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = sys.executable
BIN = Path(sys.executable).parent
AT_ONCE = 2
MOST_LINES = 60  # of one step; the rest comes when these are mended

STEPS = [
    ("code style", [BIN / "ruff", "check", "."]),
    ("code format", [BIN / "ruff", "format", "--check", "."]),
    ("every room has its arrows", [PYTHON, "-m", "scripts.checks.rooms"]),
    ("imports follow the arrows", [BIN / "lint-imports", "--no-cache"]),
    ("doors read what their visitor may see", [PYTHON, "-m", "scripts.checks.doors"]),
    ("stored clocks have one writer", [PYTHON, "-m", "scripts.checks.clock_writers"]),
    ("migrations are complete", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("settings are fit for production", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
    ("templates compile", [PYTHON, "-m", "scripts.checks.compiled"]),
    ("templates are translatable, without inline script or style", [PYTHON, "-m", "scripts.checks.templates"]),
    ("translations are complete", [PYTHON, "manage.py", "translations", "--check"]),
    ("no package addresses", [PYTHON, "-m", "scripts.checks.addresses"]),
]
# As an administrator would set it for many people behind a proxy. Nobody listens at these addresses.
PRODUCTION = {
    "DATABASE_URL": "postgresql://helpdesk@127.0.0.1:9/helpdesk",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "SECRET_KEY": "only-for-this-check-and-long-enough-not-to-be-warned-about-a-short-key-0123456789",
    "SITE_URL": "https://helpdesk.example",
    "ALLOWED_HOSTS": "helpdesk.example",
    "DEFAULT_FROM_EMAIL": "service@helpdesk.example",
    "EMAIL_HOST": "mail.helpdesk.example",
}


def run(step, var_dir):
    """Run one step; its exit status, what it printed, and the seconds it took."""
    _, command = step
    began = time.monotonic()
    environ = {**os.environ, **PRODUCTION, "VAR_DIR": var_dir, "DJANGO_SETTINGS_MODULE": "helpdesk.settings"}
    # makemigrations also asks the database which migrations it has had; here it has none to ask.
    environ["PYTHONWARNINGS"] = "ignore:Got an error checking a consistent migration history"
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip(), time.monotonic() - began


def shortened(output):
    lines = output.splitlines()
    rest = len(lines) - MOST_LINES
    return "\n".join(f"      {line}" for line in [*lines[:MOST_LINES], *([f"… and {rest} more"] if rest > 0 else [])])


def main(steps=STEPS):
    faults = 0
    with tempfile.TemporaryDirectory(prefix="helpdesk-check-") as var_dir, ThreadPoolExecutor(AT_ONCE) as pool:
        for (name, _), (status, output, seconds) in zip(
            steps, pool.map(lambda step: run(step, var_dir), steps), strict=True
        ):
            print(f"{'OK  ' if status == 0 else 'FAIL'}  {name} ({seconds:.1f} s)", flush=True)
            if status:
                faults += 1
                print(shortened(output), flush=True)
    print(f"{faults} of {len(steps)} checks failed." if faults else f"All {len(steps)} checks passed.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

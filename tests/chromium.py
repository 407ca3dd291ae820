"""Where this machine's Chromium is. `python -m tests.chromium` prints it, or says how to get one."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    str(Path(__file__).resolve().parent.parent / ".venv" / "chromium" / "chromium"),  # of scripts/test
    "/usr/lib/chromium/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HOW_TO_GET_ONE = """\
The tests in a browser need Chromium or Chrome, and none was found.
  Debian:        apt-get install chromium
  Ubuntu:        snap install chromium
  Fedora:        dnf install chromium
  macOS:         brew install --cask chromium
Elsewhere name the program by CHROMIUM. To run only the other tests: scripts/test --no-browser"""


class NoChromium(Exception):
    """There is none; the message says how to get one."""


def find_chromium() -> str:
    if named := os.environ.get("CHROMIUM"):
        if shutil.which(named):
            return shutil.which(named)
        raise NoChromium(f"CHROMIUM names {named}, which is not a program that can be run.")
    for name in NAMES:
        if (found := shutil.which(name)) and not is_empty_shell(found):
            return found
    for place in PLACES:
        if shutil.which(place):
            return place
    raise NoChromium(HOW_TO_GET_ONE)


def is_empty_shell(program: str) -> bool:
    """Ubuntu's package holds a script that only asks for the snap."""
    with Path(program).open("rb") as file:
        return b"snap install chromium" in file.read(4096)


if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoChromium as problem:
        sys.exit(str(problem))

"""Every room stands in pyproject.toml's list of arrows, so that no import escapes import-linter."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NO_ROOMS = {"tests", "scripts"}


def faults_of(root):
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    listed = set(settings["root_packages"])
    layered = {room.strip(" ()") for layer in settings["contracts"][0]["layers"] for room in layer.split("|")}
    rooms = {path.parent.name for path in root.glob("*/__init__.py")} - NO_ROOMS
    found = [f"{room}/ is a room without arrows: add it to root_packages." for room in sorted(rooms - listed)]
    found += [f"{room}/ does not exist but stands in root_packages." for room in sorted(listed - rooms)]
    found += [f"{room}/ has no layer in the first contract." for room in sorted(rooms - layered)]
    return found


def main():
    found = faults_of(ROOT)
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()

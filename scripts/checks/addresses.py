"""No committed file says where packages come from: that is the machine's to say, and differs behind each firewall."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ADDRESS = re.compile(
    r'"resolved":\s*"\w+:|index[-_]url|files[.]pythonhosted|registry[.](?:npmjs|yarnpkg)|find[-]links\s'
)


def faults_of(text, name):
    return [
        f"{name}:{number}: names where a package is fetched from: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), 1)
        if ADDRESS.search(line)
    ]


def tracked_files():
    """What git tracks, or what a copy without git holds outside of what is installed."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name]
    ignored = {".venv", "node_modules", "var", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not ignored & set(path.relative_to(ROOT).parts)]


def main():
    found = []
    for path in tracked_files():
        if path == Path(__file__).resolve() or not path.is_file():
            continue
        try:
            found += faults_of(path.read_text("utf-8"), path.relative_to(ROOT))
        except UnicodeDecodeError:
            continue  # a picture
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()

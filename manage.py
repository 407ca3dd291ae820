#!/usr/bin/env python
"""Django's commands; the embedded servers run at least as long as the command does."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("The packages are not installed for this Python. Use scripts/run, or .venv/bin/python manage.py …")
    from helpdesk.embedded import ServerProblem, servers_for

    try:
        with servers_for(sys.argv[1:2]):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, ServerProblem) as problem:
        sys.exit(f"{problem}")


if __name__ == "__main__":
    main()

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
    from django.db import Error as DatabaseProblem

    from helpdesk.embedded import ServerProblem, servers_for
    from helpdesk.errors import database_is_away

    try:
        with servers_for(sys.argv[1:2]):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, ServerProblem) as problem:
        sys.exit(f"{problem}")
    except DatabaseProblem as problem:
        if not database_is_away(problem):
            raise
        sys.exit(f"The database does not answer: {problem}".strip())


if __name__ == "__main__":
    main()

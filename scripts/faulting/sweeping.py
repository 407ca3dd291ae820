"""One more sweeper, that needs no Redis: sweeps again and again, as `manage.py sweep` would."""

import logging
import time

import django


def main():
    django.setup()
    from django.db import connection

    from escalation.sweep import sweep

    while True:
        try:
            sweep()
        except Exception:  # the database is down: that is what is tried here
            logging.getLogger(__name__).exception("The sweep failed; once more in a second")
            connection.close()
        time.sleep(1)


if __name__ == "__main__":
    main()

"""Celery: what beat asks for, and how often. Tasks live in each room's tasks.py."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

SWEEP_SECONDS = 5
WHAT_IF_SECONDS = 10

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep": {
        "task": "escalation.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        # After a stop of the workers one sweep does it all; those that piled up would find nothing.
        "options": {"expires": 2 * SWEEP_SECONDS},
    },
    "check_clocks": {
        "task": "tickets.tasks.check_clocks",
        # Beat keeps nothing over a restart, so it asks every hour; the task knows when it last did something.
        "schedule": crontab(minute=17),
        "options": {"expires": 3600},
    },
    "what-ifs": {
        "task": "reports.tasks.find_what_ifs",
        "schedule": WHAT_IF_SECONDS,
        "options": {"expires": WHAT_IF_SECONDS},
    },
    "add_up_holders": {
        "task": "reports.tasks.add_up_holders",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
}

from celery import shared_task
from django.utils import timezone

from .nightly import check_sample, is_due


@shared_task(name="tickets.tasks.check_clocks", ignore_result=True)
def check_clocks():
    """Asked every hour; safe to run twice at once and safe to miss. Reads only, but for its one row."""
    now = timezone.now()
    if is_due(now=now):
        check_sample(now=now)

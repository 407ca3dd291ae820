import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from .held import add_up
from .whatif import left_to_do, run

logger = logging.getLogger(__name__)

HOUR = 3600  # seconds
ASK_SECONDS = 10  # as often as beat does (helpdesk/celery.py)


@shared_task(name="reports.tasks.run_what_if", ignore_result=True, soft_time_limit=HOUR, time_limit=HOUR + 60)
def run_what_if(pk):
    """Safe to run twice at once and to be killed: one that nobody works on any more is asked for again."""
    return run(pk)


@shared_task(name="reports.tasks.find_what_ifs", ignore_result=True)
def find_what_ifs():
    """Ask for what is left to do: questions whose message was lost, and those whose worker died."""
    for pk in left_to_do()[:1]:
        run_what_if.apply_async((pk,), expires=ASK_SECONDS)


@shared_task(name="reports.tasks.add_up_holders", ignore_result=True, soft_time_limit=HOUR, time_limit=HOUR + 60)
def add_up_holders():
    """Safe to run twice at once, to be killed and to be missed: what is left is asked anew each time."""
    add_up(now=timezone.now())


def ask_worker(pk):
    """Tell a worker at once; with Redis away the next find_what_ifs does."""
    try:
        run_what_if.apply_async((pk,), retry=False)
    except OperationalError:
        logger.warning("No worker could be told of what-if %s; beat does so as soon as Redis is back", pk)

from celery import shared_task

from .sweep import sweep as sweep_now


@shared_task(name="escalation.tasks.sweep", ignore_result=True)
def sweep():
    """Safe to run twice at once and safe to miss: what is due is asked anew each time."""
    return sweep_now()

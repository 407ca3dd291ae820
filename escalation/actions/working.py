"""What agents do with a ticket, and what that means for its offers: whoever works has accepted, whoever ends it recalls.

The doors call these instead of the verbs of the same name in `tickets`, which know nothing of hand-overs.
"""

from functools import wraps

from django.db import transaction

from tickets import actions
from tickets.changing import verb

from .handing_over import accept_by_working, withdraw


def _working(of_tickets, *, ends=False):
    """Make the verb of the same name that first accepts an offer to the person's team, in the same change.

    `ends`: afterwards the ticket may be finished, and an offer still open is taken back.
    """

    @verb
    @wraps(of_tickets)
    def worked(change, **said):
        accept_by_working(change)
        of_tickets.inside(change, **said)
        if ends:
            withdraw.inside(change)

    return worked


reply = _working(actions.reply)
note = _working(actions.note)
log_call = _working(actions.log_call)
log_step = _working(actions.log_step)
take = _working(actions.take)
assign = _working(actions.assign)
wait_for_requester = _working(actions.wait_for_requester)
wait_for_vendor = _working(actions.wait_for_vendor)
plan = _working(actions.plan)
tick_process = _working(actions.tick_process)
resolve = _working(actions.resolve, ends=True)


@verb
@wraps(actions.close)
def close(change, **said):
    actions.close.inside(change, **said)
    withdraw.inside(change)


@wraps(actions.merge)
def merge(ticket, *, into, by, now):
    with transaction.atomic():
        actions.merge(ticket, into=into, by=by, now=now)
        return withdraw(ticket, by=by, now=now)

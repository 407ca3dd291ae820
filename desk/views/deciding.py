from django.utils.translation import gettext as _

from escalation import actions

from ..forms import DecideUrgencyForm
from .asking import asking


@asking(DecideUrgencyForm)
def decide_urgency(ticket, data, *, by, now):
    accepted = data["accepted"] == "yes"
    actions.decide_urgency(
        ticket, by=by, now=now, accepted=accepted, answer=data["answer"], priority=data["priority"] or None
    )
    return _("Decided. The requester is told.")

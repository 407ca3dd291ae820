from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalation import actions

from ..access import for_agents, workable_ticket
from ..pieces import done


@for_agents
@require_POST
def tick_process(request, number):
    """One press ticks an item of the service's checklist, or takes the tick back."""
    ticket, item = workable_ticket(request, number), request.POST.get("item", "")
    is_done = request.POST.get("done") != "0"
    actions.tick_process(ticket, by=request.user, now=timezone.now(), item=item, done=is_done)
    return done(request, number, _("Done") if is_done else _("Not done after all"))

from datetime import timedelta

from django.utils import timezone
from django.views.decorators.http import require_safe

from escalation.models import Consultation, HandOver
from escalation.package import essentials_of

from ..access import for_agents
from ..offers import offers_for
from ..pages import show


@for_agents
@require_safe
def offered(request):
    """Hand-overs that wait for an answer of the person's teams, the least time first; and what was decided today."""
    now, teams = timezone.now(), list(request.user.teams.all())
    context = {
        "offers": offers_for(request.user, now=now),
        "questions": asked_of_us(request.user),
        "decided": decided(request.user, now=now),
        "teams": [team for team in teams if team.needs],
        "essentials": [(team, essentials_of(team)) for team in teams if team.essentials],
        "now": now,
    }
    return show(request, "desk/offered/page.html", context, now=now, here="offered")


def asked_of_us(user):
    """Open questions to the person or his teams, the oldest first."""
    asked = Consultation.objects.open().asked_of(user).order_by("at", "pk")
    return list(asked.select_related("ticket__organisation", "by", "to_team", "to_person")[:100])


def decided(user, *, now):
    """What the person's teams answered within a day, the latest first."""
    answered = HandOver.objects.visible_to(user).filter(
        to_team__in=user.team_ids, answered_by__isnull=False, answered_at__gte=now - timedelta(days=1)
    )
    wanted = [HandOver.Status.ACCEPTED, HandOver.Status.GIVEN_BACK]
    people = ("ticket__organisation", "from_team", "by", "answered_by")
    return answered.filter(status__in=wanted).select_related(*people).order_by("-answered_at")[:20]

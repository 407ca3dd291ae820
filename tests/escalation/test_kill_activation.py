"""Workers die while a tier's new version is carried out: each open ticket has the new promise exactly once."""

import pytest
from django.db.models import Count
from django.utils import timezone

from sla.activating import activate
from sla.models import Activation, Target
from tests.make import ALL_HOURS, HOUR, make_calendar, make_organisation, make_ticket, make_tier
from tests.processes import wait_until
from tickets.models import Event, Ticket

pytestmark = pytest.mark.long


TICKETS = 400


def test_kill_9_of_the_worker_while_a_version_reaches_four_hundred_open_tickets(installation):
    version = make_tier(calendar=make_calendar(ALL_HOURS), targets={"resolution": 800 * HOUR})
    organisation = make_organisation()
    opened = timezone.now() - 2 * HOUR
    first = make_ticket(organisation=organisation, now=opened)
    for _ in range(TICKETS - 1):
        make_ticket(organisation=organisation, requester=first.requester, now=opened)
    draft = version.copy_as_draft()
    Target.objects.filter(version=draft).update(seconds=700 * 3600)
    new = activate(draft, now=timezone.now(), mode=Activation.Mode.OPEN)
    installation.start_beat()
    worker = installation.start_worker()
    wait_until(Ticket.objects.filter(tier_version=new).exists, "a first batch")
    worker.kill()
    moved = Ticket.objects.filter(tier_version=new).count()
    assert moved < TICKETS, "the worker was killed too late to show anything"
    activation = Activation.objects.get(version=new)
    assert (activation.moved, activation.finished_at) == (moved, None)
    installation.start_worker()
    installation.wait_until(
        lambda: Activation.objects.filter(version=new, finished_at__isnull=False).exists(), "the activation's end"
    )
    facts = Event.objects.filter(kind="promised", data__promise=new.pk).values("ticket").annotate(times=Count("pk"))
    assert facts.count() == TICKETS
    assert not facts.exclude(times=1).exists()
    assert Activation.objects.get(version=new).moved == TICKETS
    assert not Ticket.objects.exclude(tier_version=new).exists()

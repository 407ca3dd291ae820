"""manage.py seed: many tickets whose clocks are right, and none among real people by mistake."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, User
from helpdesk.seeding import seed
from tests.make import make_user
from tickets.models import Event, Message, Notice, Ticket, TicketClock
from tickets.rebuilding import compare

pytestmark = pytest.mark.django_db
TICKETS, OPEN = 160, 60


@pytest.fixture
def now():
    now = timezone.now()
    seed(tickets=TICKETS, still_open=OPEN, now=now)
    return now


def test_copies_are_as_good_as_tickets_that_lived(now):
    finished = Q(status__in=Ticket.FINISHED)
    assert (Ticket.objects.count(), Ticket.objects.exclude(finished).count()) == (TICKETS, OPEN)
    differing = []
    compare(None, now=now, told=differing.append, went_on=lambda _line: None)
    assert differing == []
    assert not Ticket.objects.filter(next_action_at__lte=now - timedelta(seconds=1)).exists()
    assert not Notice.objects.exists(), "what happened in the past is no news"
    assert TicketClock.objects.count() == 4 * TICKETS


def test_what_belongs_to_a_copy_tells_of_the_copy(now):
    assert Organisation.objects.filter(tickets__isnull=False).distinct().count() > 6
    assert Ticket.objects.exclude(requester__memberships__organisation=F("organisation")).count() == 0
    assert Message.objects.filter(direction="in").exclude(author=F("ticket__requester")).count() == 0
    assert Event.objects.filter(at__lt=F("ticket__opened_at")).count() == 0
    of_message = dict(Message.objects.values_list("pk", "ticket"))
    told = Event.objects.filter(data__has_key="message").values_list("data__message", "ticket")
    assert told and all(of_message[message] == ticket for message, ticket in told)


def test_real_people_are_left_alone():
    make_user()
    with pytest.raises(CommandError, match="--force"):
        call_command("seed", tickets=10)
    assert not Ticket.objects.exists()
    call_command("seed", tickets=2, force=True)
    assert Ticket.objects.count() == 2


def test_a_second_seeding_adds_to_the_first():
    for _ in range(2):
        call_command("seed", tickets=3)
    assert Ticket.objects.count() == 6
    assert User.objects.filter(email__startswith="customer1-").count() > 0

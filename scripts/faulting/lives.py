"""Tickets whose next steps fall due one after another from soon on."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Team
from core.choices import Level
from escalation.actions import acknowledge, hand_over, wait_for_requester
from escalation.models import HandOver
from helpdesk.seeding import Copying
from helpdesk.seeding.lives import let_time_pass
from helpdesk.seeding.world import World, make_world
from scripts.benches.due_at_once import add_due, around_the_clock
from tickets.actions import open_ticket, plan, reply, resolve

from .oracle import ACCEPTANCE, DAYS_UNTIL_CLOSED, LEVEL

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OF_PEOPLE = 4  # one step in so many comes after something that somebody did


def fall_due(steps, seconds):
    """Make tickets with about `steps` steps due, spread over `seconds`; return when that begins."""
    now = timezone.now()
    world = make_world(now=now)
    version = around_the_clock(
        now,
        targets=("first_response", "resolution", "level_1", "level_2"),
        acceptance_minutes=ACCEPTANCE,
        close_after_days=DAYS_UNTIL_CLOSED,
    )
    customers = World([version], {version.pk: world.customers[world.versions[0].pk]})
    begin = timezone.now() + timedelta(seconds=25 + steps / 250)  # until the tickets are made and the processes run
    end = begin + timedelta(seconds=seconds)
    people, clocks = steps // OF_PEOPLE, steps - steps // OF_PEOPLE
    add_due(customers, clocks, end, apart=timedelta(seconds=seconds / clocks))
    with transaction.atomic():
        lives = [_lead(customers, number, *life, end) for number, life in enumerate(LIVES)]
        Copying(lives, customers, apart=timedelta(seconds=seconds / people)).fill(people - len(lives))
    return begin


def _lead(customers, number, opened, acted, act, end):
    [version] = customers.versions
    organisation, requester = customers.customers[version.pk][number]
    said = {"subject": "The scanner puts stripes on every page", "body": "Since today.", "category": "software"}
    whose = {"requester": requester, "organisation": organisation, "tier_version": version}
    begun = end - opened * MINUTE
    ticket = open_ticket(by=requester, now=begun, impact="one", urgency="slowed", **whose, **said)
    agent = ticket.team.members.order_by("pk").first()
    reply(ticket, by=agent, now=begun + MINUTE, body="We look into it.")
    at = end - acted * MINUTE
    act(let_time_pass(ticket, until=at), by=agent, now=at, end=end)
    return let_time_pass(ticket, until=end - SECOND).pk


def _wait(ticket, *, by, now, end):
    wait_for_requester(ticket, by=by, now=now, reason="Does it happen with every page?", until=end)


def _plan(ticket, *, by, now, end):
    plan(ticket, by=by, now=now, until=end, reason="The office is closed until then.")


def _resolve(ticket, *, by, now, end):
    told = {"problem": "Stripes.", "cause": "Dust.", "solution": "Cleaned the glass."}
    resolve(ticket, by=by, now=now, **told, message="It is clean again.")


def _offer(ticket, *, by, now, end):
    team = Team.objects.filter(level=Level.SECOND).order_by("pk").first()
    said = {"to_team": team, "sentence": "It needs more rights.", "reason": HandOver.Reason.RIGHTS}
    hand_over(ticket, by=by, now=now, **said)


def _acknowledge(ticket, *, by, now, end):
    acknowledge(ticket, by=by, now=now, clock="level")


# Minutes before the end at which it was opened; at which somebody did something; and what, so that at the end something
# comes by itself. Who acknowledges a level's clock is not told of it any more, and it moves all the same.
LIVES = [
    (120, 90, _wait),
    (180, 150, _plan),
    (DAYS_UNTIL_CLOSED * 1440 + 30, DAYS_UNTIL_CLOSED * 1440, _resolve),
    (90, ACCEPTANCE, _offer),
    (LEVEL[1]["move"], LEVEL[1]["move"] - LEVEL[1]["80%:notify"] + 5, _acknowledge),
]

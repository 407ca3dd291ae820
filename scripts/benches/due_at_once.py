"""A database with many tickets, some of which are due in the same second, each tenth for another reason."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from escalation.models import Ladder, LadderStep
from helpdesk.seeding import Copying, seed
from helpdesk.seeding.lives import let_time_pass
from helpdesk.seeding.world import MINUTES, STEPS, World, make_calendar, make_world, targets_of
from sla.activating import activate
from sla.models import Tier, TierVersion
from tickets.actions import open_ticket, reply
from tickets.models import Ticket

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
# Minutes from the opening: warned of the first response; it is overdue; handed to the next level; 90 % of the level's
# time before that; half of the resolution's time, the agent having answered.
DUE_AFTER = [45, 60, 300, 240, 720]
OPEN_OF = 50  # one in so many of the others is open


def fill(tickets, due):
    """Add `tickets` tickets, `due` of them due in the same second; return that instant's end."""
    now = timezone.now()
    seed(tickets=tickets - due, still_open=(tickets - due) // OPEN_OF, now=now)
    world = make_world(now=now)
    version = around_the_clock(now)
    customers = World([version], {version.pk: world.customers[world.versions[0].pk]})
    at = now - MINUTE
    add_due(customers, due, at)
    Ticket.objects.exclude(tier_version=version).filter(next_action_at__lte=now).update(next_action_at=now + MINUTE)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    assert Ticket.objects.due_at(at + SECOND).count() == due
    return at + SECOND


def around_the_clock(now, targets=tuple(MINUTES), **rules):
    """A tier whose time always runs, with a ladder; targets of the clocks named, and `rules` of the version."""
    begun = now - timedelta(days=30)
    weekly = {day: [["00:00", "24:00"]] for day in DAYS}
    calendar = make_calendar("Around the clock", weekly, since=begun, time_zone="UTC")
    tier = Tier.objects.create(name="Due at once")
    version = TierVersion.objects.create(tier=tier, number=1, calendar=calendar, **rules)
    targets_of(version, factor=1)
    version.targets.exclude(clock__in=targets).delete()
    ladder = Ladder.objects.create(version=version)
    for position, step in enumerate(STEPS, 1):
        LadderStep.objects.create(ladder=ladder, position=position, **step)
    return activate(version, now=begun)


def add_due(world, due, at, *, apart=timedelta()):
    """Add tickets with a step due at `at`, the first copy; each further one `apart` before the one before."""
    [version] = world.versions
    people = world.customers[version.pk]
    with transaction.atomic():
        lives = []
        for minutes in DUE_AFTER:
            organisation, requester = people[len(lives)]
            said = {"subject": "No network since this morning", "body": "All of us.", "category": "hardware"}
            opened = {"requester": requester, "organisation": organisation, "tier_version": version, **said}
            begun = at - minutes * MINUTE
            ticket = open_ticket(by=requester, now=begun, impact="one", urgency="slowed", **opened)
            if minutes > max(DUE_AFTER) / 2:
                agent = ticket.team.members.first()
                reply(ticket, by=agent, now=begun + MINUTE, body="We look into it.")
            let_time_pass(ticket, until=at - SECOND)
            lives.append(ticket.pk)
        Copying(lives, world, apart=apart).fill(due - len(lives))


def check(due):
    """Each of the tickets has got something, once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT ticket_id) FROM escalation_firing "
            "WHERE id > (SELECT id FROM bench_max_escalation_firing)"
        )
        fired, tickets = cursor.fetchone()
    assert tickets == due <= fired, f"{fired} steps of {tickets} tickets, {due} were due"

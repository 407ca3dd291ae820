"""Very many plausible tickets in little time: some lives led by the product's own verbs, then copied by SQL."""

from django.db import connection, transaction

from accounts.models import User

from .copying import Copying, quick_inserts
from .lives import lead_lives
from .world import DOMAIN, make_world

TICKETS_PER_LIFE, MOST_LIVES = 50, 40


def has_real_people() -> bool:
    """Whether anybody is in the database who was not put there by a seeding."""
    return User.objects.exclude(email__endswith=f"@{DOMAIN}").exists()


def seed(*, tickets: int, still_open: int, now, told=lambda line: None):
    """Add `tickets` tickets, `still_open` of them open at `now`, with everything that belongs to them.

    One transaction: nobody sees half of it, and no news about what never happened is sent to anybody. `told` is called
    with a line whenever a part is done.
    """
    still_open = min(still_open, tickets)
    with transaction.atomic():
        world = make_world(now=now)
        told("people, teams and promises are there")
        copies = []
        for count, are_open in ((tickets - still_open, False), (still_open, True)):
            if count:
                wanted = max(1, min(MOST_LIVES, count // TICKETS_PER_LIFE))
                lives = lead_lives(world, wanted, are_open=are_open, now=now)
                told(f"{len(lives)} {'open' if are_open else 'finished'} tickets have lived")
                copies.append((Copying(lives, world, weeks=0 if are_open else 100), count - len(lives)))
        with quick_inserts(tickets):
            for copying, count in copies:
                copying.fill(count, told=told)
            told("the indexes are made again")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


__all__ = ["Copying", "has_real_people", "seed"]

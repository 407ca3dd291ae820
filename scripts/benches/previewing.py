"""The preview of a tier's version over 50,000 open tickets, all of them due at another time: tickets per second."""

import django

from scripts.benches.measuring import Core, is_short, tell

TICKETS, SHORT = 50_000, 4_000


def main():
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from reports.changes import VersionChange
    from reports.moving import moving
    from scripts.benches.filling import copy_all, lead_lives
    from tickets.models import Ticket

    tickets = SHORT if is_short() else TICKETS
    lives = lead_lives("Preview")
    copy_all(tickets - len(lives), lives)
    version = lives[0].tier_version
    # Solved ones are read like open ones: their clocks are done, or their histories would have to be longer.
    Ticket.objects.filter(tier_version=version).update(status="open")
    draft = version.copy_as_draft()
    draft.targets.update(seconds=3600)
    core = Core(connection)
    began = core.seconds()
    preview = moving(VersionChange(draft, "open"), now=timezone.now())
    seconds = core.seconds() - began
    assert preview.total == tickets and preview.moved > tickets // 4, preview.counts
    tell(tickets / seconds)


if __name__ == "__main__":
    main()

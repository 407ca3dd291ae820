"""What-if over 100,000 closed tickets of six facts each: seconds of a core, PostgreSQL's part in it."""

from datetime import timedelta

import django

from scripts.benches.measuring import Core, is_short, tell

TICKETS, SHORT = 100_000, 5_000


def main():
    django.setup()
    from django.db import connection
    from django.db.models import F
    from django.utils import timezone

    from reports.models import WhatIf
    from reports.whatif import ask, run
    from scripts.benches.filling import copy_all, lead_lives
    from tickets.models import Ticket

    tickets = SHORT if is_short() else TICKETS
    lives = lead_lives("Replay")
    copy_all(tickets - len(lives), lives)
    version, requester = lives[0].tier_version, lives[0].requester
    now = timezone.now()
    copies = Ticket.objects.filter(tier_version=version)
    copies.update(status="closed", resolved_at=F("last_event_at"), closed_at=now - timedelta(days=1))
    draft = version.copy_as_draft()
    draft.targets.update(seconds=3600)
    what_if = ask(by=requester, now=now, months=1, version=draft)
    core = Core(connection)
    began = core.seconds()
    run(what_if.pk)
    seconds = core.seconds() - began
    what_if = WhatIf.objects.get()
    assert what_if.state == WhatIf.State.DONE and what_if.done == tickets, what_if.error
    tell(seconds * TICKETS / tickets)


if __name__ == "__main__":
    main()

"""Whoever writes a stored clock beside tickets/clocks.py is found, in whatever way he does it."""

import pytest

from scripts.checks import clock_writers
from scripts.checks.clock_writers import ROOT, WRITER, faults_of

WAYS = {
    "assignment": "ticket.next_due_at = now",
    "several": "ticket.status, ticket.next_clock = status, ''",
    "addition": "change.ticket.breached_clocks += ['level']",
    "deletion": "del ticket.next_clock",
    "loop": "for ticket.next_due_at in times: pass",
    "setattr": "setattr(ticket, 'next_due_at', now)",
    "update": "Ticket.objects.filter(pk=1).update(next_due_at=None)",
    "update by a dictionary": "Ticket.objects.filter(pk=1).update(**{'breached_clocks': []})",
    "a new ticket": "Ticket(subject='x', next_clock='level')",
    "create": "Ticket.objects.create(subject='x', next_clock='level')",
    "bulk_update": "Ticket.objects.bulk_update(tickets, ['status', 'next_due_at'])",
    "bulk_create with fields": "Ticket.objects.bulk_create(t, update_conflicts=True, update_fields=['next_due_at'])",
    "save with fields": "ticket.save(update_fields=['next_due_at'])",
    "save of a whole ticket": "change.ticket.save()",
    "save of a whole row": "clock.save()",
    "a row": "rows.append(models.TicketClock(ticket=ticket, kind='level'))",
    "rows made": "TicketClock.objects.bulk_create(rows)",
    "rows updated": "TicketClock.objects.filter(kind='level').exclude(state='done').update(state='idle')",
    "rows deleted": "models.TicketClock.objects.all().delete()",
    "rows of a ticket": "ticket.clocks.filter(kind='level').update(state='done')",
    "a row of a ticket": "ticket.clocks.create(kind='level')",
    "asynchronously": "await TicketClock.objects.aupdate_or_create(kind='level', defaults={})",
    "what only rows have": "clock.consumed = consumed",
    "model by its name": "apps.get_model('tickets', 'TicketClock')",
    "SQL on rows": "cursor.execute('UPDATE tickets_ticketclock SET cycle = 1')",
    "SQL in pieces": "cursor.execute(f'INSERT INTO tickets_ticketclock ({names}) VALUES (1)')",
    "SQL that deletes": "cursor.execute('delete from only tickets_ticketclock')",
    "COPY": "cursor.copy_expert('COPY tickets_ticketclock FROM STDIN', file)",
    "SQL on a ticket": 'cursor.execute("""UPDATE tickets_ticket\n SET status = 1, next_due_at = NULL""")',
}


@pytest.mark.parametrize("code", WAYS.values(), ids=WAYS)
def test_each_way_of_writing_is_found(code):
    faults = faults_of(f"async def change():\n    {code}", "desk/views.py")
    assert faults
    assert faults[0].startswith("desk/views.py:2: ")


def test_fields_that_others_have_too_are_found_where_rows_are_spoken_of():
    about_rows = "def stop(ticket):\n    for row in ticket.clocks.all():\n        row.due_at = None\n"
    assert len(faults_of(about_rows, "x.py")) == 1
    assert faults_of("def end(what_if):\n    what_if.state = 'done'\n    offer.due_at = None\n", "x.py") == []


@pytest.mark.parametrize(
    "code",
    [
        "Ticket.objects.filter(next_due_at__lte=now).order_by('next_due_at')",
        "Ticket.objects.filter(breached_clocks=[]).update(next_action_at=now)",
        "TicketClock.objects.filter(ticket=ticket).values_list('due_at', flat=True)",
        "due = ticket.next_due_at or clock.due_at",
        "cursor.execute('SELECT next_due_at FROM tickets_ticket JOIN tickets_ticketclock ON true')",
        "self.consumed += passed",
        "Ticket(subject='x')",
        "readings.clocks.get('level')",
        "ticket.save(update_fields=['subject'])",
    ],
)
def test_reading_and_other_writing_passes(code):
    assert faults_of(f"def ask():\n    {code}", "desk/views.py") == []


def test_the_one_writer_would_be_found():
    assert faults_of((ROOT / WRITER).read_text("utf-8"), WRITER)


def test_every_room_is_looked_at_and_none_writes():
    names = dict(clock_writers.modules(ROOT))
    assert {"desk", "api", "sla", "escalation", "reports", "helpdesk"} <= {name.partition("/")[0] for name in names}
    assert [fault for name, source in names.items() for fault in faults_of(source, name)] == []

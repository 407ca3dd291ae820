"""A vendor lets us wait: his agent hears of it at once, the lead an hour of service time later. Told once each."""

from datetime import timedelta

from sla.business_time import TimeError
from tickets.models import Event, Notice

from .audience import holder_people
from .vendor_clock import due_instants

INSTANT = timedelta(microseconds=1)  # exactly at its target a promise is kept (C9)
LEAD_AFTER = timedelta(hours=1)  # of the tier's service time, from when the agent was told


def vendor_steps(ticket, cases, calendar):
    """Yield (what, due_at, case) for what has to be told about the vendors of a ticket, now or later.

    `calendar`: the service time of the ticket's tier. A vendor who is late anew, with another step or another promise,
    is told of anew.
    """
    if ticket.is_finished:
        return
    for case in cases:
        told, ahead, past = case.late_told_at, *_instants(case)
        if ahead:
            yield "vendor_late", min(ahead) + INSTANT, case
        if past and (case.lead_told_at is None or case.lead_told_at < told):
            try:
                yield "vendor_lead", calendar.add(told, LEAD_AFTER), case
            except (TimeError, OverflowError):
                continue  # no service time any more: nobody is there to be told


def _instants(case):
    """When the vendor will be, or is, late: those nobody was told of yet, and those somebody was."""
    instants, told = due_instants(case), case.late_told_at
    ahead = [at for at in instants if told is None or at >= told]
    return ahead, [at for at in instants if at not in ahead]


def tell_of_late_vendor(change, step, duty):
    """Tell whoever has the ticket, or the lead; what is due is what the vendor let pass."""
    case, ticket = step.case, change.ticket
    ahead, past = _instants(case)
    if step.what == "vendor_late":
        since, people, field = min(ahead), holder_people(ticket), "late_told_at"
    else:
        lead = duty.audience.lead(ticket.team)
        since, people, field = min(past), [lead] if lead else holder_people(ticket), "lead_told_at"
    setattr(case, field, change.now)
    change.update(case, field)
    change.record(
        Event.Kind.VENDOR_CASE,
        case=case.pk,
        code="late" if field == "late_told_at" else "lead_told",
        party=case.vendor_id,
        due=since.isoformat(),
    )
    for person in people:
        change.tell(
            person,
            Notice.Kind.VENDOR_LATE,
            vendor=case.vendor.name,
            reference=case.reference,
            what=case.what,
            due=since.isoformat(),
            lead=field == "lead_told_at",
        )

"""What happened in the last two days, told by the verbs in the order in which it happened."""

from datetime import timedelta

from escalation.actions import accept, give_back, hand_over
from escalation.sweep import sweep
from sla.models import Calendar
from sla.promises import compiled_calendar
from tickets.actions import (
    assign,
    log_call,
    log_step,
    note,
    open_ticket,
    plan,
    reply,
    resolve,
    wait_for_requester,
    wait_for_vendor,
)

from .tickets import TICKETS
from .vendors import tell_of_vendors


def tell_story(people, services, *, now):
    """Open the tickets and let everybody act, each at its minutes of service time before `now`."""
    ago = _service_time_ago(now)
    acts = []
    for key, ticket in enumerate(TICKETS):
        acts.append((ago(ticket["ago"]), key, "open", ticket))
        for minutes, verb, who, said in ticket.get("then", ()):
            acts.append((ago(minutes), key, verb, (who, said)))
    made = {}
    for at, key, verb, what in sorted(acts, key=lambda act: act[:2]):
        sweep(now=at)  # what the clock would have done meanwhile
        if verb == "open":
            made[key] = _open(people, services, what, at)
        else:
            who, said = what
            _ACTS[verb](made[key], people, by=people.users[who], now=at, **said)
    sweep(now=now)
    tell_of_vendors(people, services, now=now)


def _service_time_ago(now):
    """Return a function: the instant that lies so many minutes of service time before now."""
    calendar = compiled_calendar(Calendar.objects.get(name="Lange Servicezeit").pk)

    def ago(minutes):
        early, late = now - timedelta(days=30), now
        while late - early > timedelta(seconds=1):
            middle = early + (late - early) / 2
            if calendar.between(middle, now) > timedelta(minutes=minutes):
                early = middle
            else:
                late = middle
        return late

    return ago


def _open(people, services, ticket, at):
    requester = people.users[ticket["who"]]
    home = requester.home
    service = services[ticket["service"]]
    return open_ticket(
        by=people.users[ticket["agent"]] if "agent" in ticket else requester,
        now=at,
        requester=requester,
        organisation=home.organisation,
        site=home.site,
        subject=ticket["subject"],
        body=ticket["body"],
        service=service,
        category=service.category,
        impact=ticket.get("impact", service.impact),
        urgency=ticket.get("urgency", service.urgency),
        channel=ticket.get("channel", "portal"),
        device=requester.devices.first() if ticket.get("device") else None,
    )


def _days_from(now, said):
    return {**said, "until": now + timedelta(days=said["until"])} if "until" in said else said


_ACTS = {
    "assign": lambda ticket, people, to, **by: assign(ticket, assignee=people.users[to], **by),
    "reply": lambda ticket, people, **said: reply(ticket, **said),
    "note": lambda ticket, people, **said: note(ticket, **said),
    "call": lambda ticket, people, **said: log_call(ticket, reached=True, **said),
    "step": lambda ticket, people, **said: log_step(ticket, **said),
    "ask": lambda ticket, people, **said: wait_for_requester(ticket, **_days_from(said["now"], said)),
    "vendor": lambda ticket, people, **said: wait_for_vendor(ticket, **_days_from(said["now"], said)),
    "plan": lambda ticket, people, **said: plan(ticket, **_days_from(said["now"], said)),
    "offer": lambda ticket, people, to, **said: hand_over(ticket, to_team=people.teams[to], **said),
    "accept": lambda ticket, people, **said: accept(ticket, **said),
    "give_back": lambda ticket, people, **said: give_back(ticket, **said),
    "resolve": lambda ticket, people, **said: resolve(ticket, **said),
}

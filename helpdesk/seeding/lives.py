"""The lives of some tickets, led through the verbs at instants of the past, the sweep's part in them included."""

from datetime import timedelta
from random import Random

from escalation.sweep import look_at
from tickets.actions import assign, log_step, open_ticket, reply, resolve, resume, wait_for_requester
from tickets.models import Notice, Ticket

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_LOOKS = 50  # of the sweep at one ticket
REPORTS = [
    ("hardware", "The printer on the second floor does not print", "It blinks, and the paper stays inside."),
    ("software", "The invoice program ends without a word", "It happens when I save. I have restarted twice."),
    ("service", "A new colleague needs an account", "She begins on Monday and works in purchasing."),
    ("hardware", "My screen stays black after the weekend", "The light is on. The cable sits tight."),
    ("software", "I cannot open the shared calendar", "It says that I have no right. It worked last week."),
    ("service", "The telephone rings at the wrong desk", "Calls to my number end up at reception."),
    ("software", "Mails with attachments do not arrive", "The sender gets no error. Small mails do arrive."),
    ("hardware", "The scanner puts stripes on every page", "A cleaning did not help."),
]
ANSWERS = ["We have it and look into it.", "I have looked at it and will write again by noon.", "A part is ordered."]
URGENCIES = [("one", "slowed"), ("one", "workaround"), ("several", "slowed"), ("one", "cannot"), ("all", "slowed")]


def lead_lives(world, count, *, are_open, now) -> list[int]:
    """Lead `count` lives; return the tickets' numbers. Finished ones end a week before `now` at the latest."""
    random = Random(f"{are_open} {count}")
    lives = [_lead(world, place, random, are_open=are_open, now=now) for place in range(count)]
    # What was news then is none today.
    Notice.objects.filter(ticket__in=lives).delete()
    return lives


def _lead(world, place, random, *, are_open, now):
    version = world.versions[place % len(world.versions)]
    organisation, requester = random.choice(world.customers[version.pk])
    category, subject, body = random.choice(REPORTS)
    impact, urgency = random.choice(URGENCIES)
    opened_at = _opening(random, are_open=are_open, now=now)
    said = {"subject": subject, "body": body, "category": category, "impact": impact, "urgency": urgency}
    ticket = open_ticket(by=requester, now=opened_at, requester=requester, organisation=organisation, **said)
    at, end = opened_at, now if are_open else now - 7 * DAY
    for step in _story(random, are_open=are_open):
        at += timedelta(minutes=random.randint(20, 400))
        if at >= end:
            break
        ticket = let_time_pass(ticket, until=at)
        if not ticket.is_finished:
            step(ticket, _agent(ticket, random), random, at)
    return let_time_pass(ticket, until=end).pk


def _opening(random, *, are_open, now):
    """An instant in office hours for most; tickets still open are some days old at most."""
    days = random.uniform(0.01, 4) if are_open else random.uniform(21, 27)
    at = now - days * DAY
    return at if are_open else at.replace(hour=random.randint(6, 16))


def _agent(ticket, random):
    return ticket.assignee or random.choice(list(ticket.team.members.order_by("pk")))


def let_time_pass(ticket, *, until):
    """What the sweep would have done up to an instant, each thing when it was due."""
    for _ in range(MOST_LOOKS):
        ticket = Ticket.objects.select_related("team", "assignee").get(pk=ticket.pk)
        if ticket.next_action_at is None or ticket.next_action_at > until:
            break
        look_at(Ticket.objects.filter(pk=ticket.pk), at=ticket.next_action_at)
    return ticket


def _story(random, *, are_open):
    steps = [_assign, _answer]
    steps += random.sample([_try, _ask, _answer, _try], random.randint(1, 4))
    return steps[: random.randint(0, 4)] if are_open else [*steps, _solve]


def _assign(ticket, agent, _random, at):
    assign(ticket, by=agent, now=at, assignee=agent)


def _answer(ticket, agent, random, at):
    if ticket.is_waiting:
        resume(ticket, by=agent, now=at)
    reply(ticket, by=agent, now=at, body=random.choice(ANSWERS))


def _try(ticket, agent, random, at):
    log_step(ticket, by=agent, now=at, body="Installed the driver anew.", result=random.choice(["no_change", "better"]))


def _ask(ticket, agent, _random, at):
    wait_for_requester(ticket, by=agent, now=at, reason="Does it happen at another place too?")


def _solve(ticket, agent, _random, at):
    told = {
        "problem": "It did not work as described.",
        "cause": "A setting had been lost.",
        "solution": "Set it again.",
    }
    resolve(ticket, by=agent, now=at, **told, message="It works again. Please tell us if it does not.")

"""A service's process description: text, and a checklist whose ticks are history."""

import pytest

from catalogue.models import Service
from core.errors import InvalidInput
from desk.process import linked
from tests.make import HOUR, MONDAY_9AM, make_agent, make_ticket
from tickets.actions import tick_process
from tickets.models import Event
from tickets.process import items_of, ticks_of

PROCESS = "First find out what is down.\n- Look at the lights\n-  \n- Call the provider\n-no item"


@pytest.fixture
def ticket(db):
    service = Service.objects.create(name="Network", category="service", process=PROCESS)
    return make_ticket(service=service)


def test_lines_with_a_dash_are_items_and_all_others_text(ticket):
    assert items_of(ticket.service) == ["Look at the lights", "Call the provider"]
    assert items_of(None) == []


def test_ticks_are_events_and_ticking_twice_is_ticking_once(ticket):
    agent = make_agent()
    for _twice in range(2):
        tick_process(ticket, by=agent, now=MONDAY_9AM + HOUR, item="Look at the lights")
    events = ticket.events.filter(kind=Event.Kind.PROCESS)
    assert [(event.data, event.by) for event in events] == [({"item": "Look at the lights", "done": True}, agent)]
    for _twice in range(2):
        tick_process(ticket, by=agent, now=MONDAY_9AM + 2 * HOUR, item="Look at the lights", done=False)
    again = ticket.events.filter(kind=Event.Kind.PROCESS).order_by("seq")
    assert len(again) == 2
    assert ticks_of(again) == {}


def test_what_is_not_on_the_list_cannot_be_ticked(ticket):
    with pytest.raises(InvalidInput):
        tick_process(ticket, by=make_agent(), now=MONDAY_9AM, item="Go home")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See https://wiki.example/a?b=1&c=2.", 'href="https://wiki.example/a?b=1&amp;c=2"'),
        ("Call tel:+4969900090417 now", '<a href="tel:+4969900090417">+4969900090417</a>'),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ('https://x.example/"onmouseover="x', "&quot;onmouseover=&quot;x"),
    ],
)
def test_addresses_can_be_clicked_and_all_else_is_escaped(text, shown):
    assert shown in linked(text)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "http://plain.example", "data:text/html,x", "ftp://x.example"])
def test_no_other_address_becomes_a_link(text):
    assert "<a" not in linked(text)

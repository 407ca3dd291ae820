"""A lead reads what was missing, what was given back and which waits look odd; nobody else does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import times
from escalation.actions import hand_over
from tests.make import ALL_HOURS, HOUR, make_calendar, make_ticket, make_tier
from tickets.actions import wait_for_requester

REPORTS = ["/desk/reports/hand_overs/", "/desk/reports/pauses/"]


@pytest.fixture
def lead(client, house):
    house.first.lead = house.jonas
    house.first.save()
    house.network.essentials = "Switch port"
    house.network.save()
    client.force_login(house.jonas)
    return client


def handed_over(house):
    """A ticket with a gap."""
    now = timezone.now()
    ticket = make_ticket(organisation=house.customer, requester=house.mia, now=now, subject="No network")
    gaps = {"Switch port": "not_known"}
    return hand_over(ticket, by=house.jonas, to_team=house.network, sentence="Look", gaps=gaps, now=now)


@pytest.mark.parametrize("address", REPORTS)
def test_only_leads_read_them(client, lead, house, address):
    assert lead.get(address).status_code == 200
    assert b'href="/desk/reports/pauses/"' in lead.get("/desk/").content
    client.force_login(house.kai)
    assert client.get(address).status_code == 404
    assert b"/desk/reports/" not in client.get("/desk/").content


def test_each_number_leads_to_its_hand_overs(lead, house):
    handed_over(house)
    page = lead.get(REPORTS[0]).content.decode()
    assert "Switch port" in page
    query = f"kind=gap&what=Switch+port&from={house.first.pk}&to={house.network.pk}"
    assert f"{query.replace('&', '&amp;')}#behind" in page
    section = lead.get(f"{REPORTS[0]}?{query}").content.decode().partition('id="behind"')[2].partition("</section>")[0]
    assert "No network" in section
    assert "The customer does not know" in section
    for odd in ("kind=x", "kind=gap&what=%00", "kind=gap&what=a&from=x&to=9", f"kind=gap&what=a&from={'9' * 30}&to=1"):
        assert lead.get(f"{REPORTS[0]}?{odd}&month=9999-99").status_code == 200
    assert lead.get(f"{REPORTS[0]}?kind=gap&what=a&from=1&to=999999999").status_code == 200


def test_a_wait_is_listed_with_its_reason_and_narrowed(lead, house):
    assert "No wait looks odd" in lead.get(REPORTS[1]).content.decode()
    make_tier(targets={"resolution": HOUR}, calendar=make_calendar(ALL_HOURS))
    before = timezone.now() - timedelta(minutes=45)
    ticket = make_ticket(organisation=house.customer, requester=house.mia, now=before, subject="No network")
    wait_for_requester(ticket, by=house.jonas, reason="Which room?", now=before + timedelta(minutes=40))
    page = lead.get(REPORTS[1]).content.decode()
    for text in ("No network", "Which room?", "Jonas", f"{times.length(timedelta(minutes=20))} before a promise broke"):
        assert text in page
    assert "No network" in lead.get(f"{REPORTS[1]}?why=just_before&days=7&team={house.first.pk}").content.decode()
    assert "No network" not in lead.get(f"{REPORTS[1]}?why=after_answer").content.decode()
    for odd in ("why=x&days=y&team=z", "days=-1", "team=%00"):
        assert lead.get(f"{REPORTS[1]}?{odd}").status_code == 200


def test_the_lists_take_as_many_statements_for_many_as_for_one(lead, house):
    def statements(address):
        with CaptureQueriesContext(connection) as captured:
            lead.get(address)
        return len(captured)

    make_tier(targets={"resolution": HOUR}, calendar=make_calendar(ALL_HOURS))
    now, counts = timezone.now(), []
    for _more in range(4):
        handed_over(house)
        ticket = make_ticket(organisation=house.customer, requester=house.mia, now=now - timedelta(minutes=50))
        wait_for_requester(ticket, by=house.jonas, reason="Which room?", now=now)
        counts.append([statements(address) for address in REPORTS])
    assert counts[0] == counts[-1]

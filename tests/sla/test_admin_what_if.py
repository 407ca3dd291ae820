"""What if, in the administration: asked, followed, cancelled, the table, and the tickets behind each figure."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpdesk.roles import SLA_ADMINISTRATOR
from reports.models import WhatIf
from reports.whatif import ask, run
from sla.models import CalendarVersion
from tests.make import ALL_HOURS, DAY, HOUR, make_calendar, make_tier, make_user
from tests.reports.test_whatif import closed_ticket, draft_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    person = make_user(is_staff=True)
    person.groups.add(Group.objects.get(name=SLA_ADMINISTRATOR))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def draft():
    since, hours = timezone.now() - 60 * DAY, make_calendar(ALL_HOURS)
    return draft_of(make_tier(since=since, calendar=hours, targets={"resolution": 8 * HOUR}), resolution=2 * HOUR)


def address(draft, name="", *more):
    return reverse(f"admin:sla_tier_whatif{name}", args=[draft.tier_id, *more])


def test_a_tier_s_draft_is_asked_about_and_answered(client, draft):
    now = timezone.now() - 10 * DAY
    quick, slow = closed_ticket(took=HOUR, now=now), closed_ticket(took=4 * HOUR, now=now)
    page = client.get(address(draft))
    assert page.context["form"]["version"].value() == draft.pk
    answer = client.post(address(draft), {"version": draft.pk, "months": 1})
    what_if = WhatIf.objects.get()
    result = address(draft, "_result", what_if.pk)
    assert answer["Location"] == result
    assert "every 1s" in client.get(result).content.decode()
    run(what_if.pk)
    page = client.get(result)
    assert "every 1s" not in page.content.decode()
    [line] = page.context["summary"]
    assert [figure["count"] for figure in line["figures"]] == [2, 0, 1, 1, 1, 0]
    assert (line["line"].share_today, line["line"].share, line["change"]) == (100, 50, -50)
    numbers = {}
    for figure in page.context["blocks"][0][1][0]["figures"]:
        behind = client.get(figure["address"])
        assert behind.context["page"].paginator.count == figure["count"]
        numbers[figure["name"]] = [ticket.pk for ticket in behind.context["page"]]
    assert (numbers["newly_breached"], numbers["kept_today"]) == ([slow.pk], [quick.pk, slow.pk])
    draft.targets.update(seconds=60)
    assert "ask again" in client.get(result).content.decode()
    assert "Version 2" in client.get(address(draft)).content.decode()


def test_a_running_one_is_cancelled_by_its_button(client, draft):
    what_if = ask(by=make_user(), now=timezone.now(), months=1, version=draft)
    WhatIf.objects.update(state="running", total=5000, done=1200)
    assert "1200 of 5000" in client.get(address(draft, "_result", what_if.pk)).content.decode().replace(",", "")
    assert client.get(address(draft, "_cancel", what_if.pk)).status_code == 405
    page = client.post(address(draft, "_cancel", what_if.pk), follow=True)
    assert "There is no result" in page.content.decode()
    what_if.refresh_from_db()
    assert what_if.state == "cancelled"


def test_a_calendar_in_another_s_hours_and_in_those_planned(client, draft):
    calendar, other = draft.calendar, make_calendar()
    planned = CalendarVersion.objects.create(
        calendar=calendar, valid_from=timezone.now() + DAY, weekly={"mon": [["08:00", "12:00"]]}
    )
    path = reverse("admin:sla_calendar_whatif", args=[calendar.pk])
    for hours in (f"version-{planned.pk}", f"calendar-{other.pk}"):
        result = client.post(path, {"hours": hours, "months": 3})
        assert result.status_code == 302
        assert client.get(result["Location"]).status_code == 200
    planned_hours, others = WhatIf.objects.order_by("pk")
    assert (planned_hours.hours["weekly"], planned_hours.instead) == (planned.weekly, None)
    assert (others.hours, others.instead) == (None, other)


def test_with_nothing_to_compare_with_there_is_a_sentence(client):
    calendar = make_calendar()
    page = client.get(reverse("admin:sla_calendar_whatif", args=[calendar.pk]))
    assert "nothing to compare with" in page.content.decode()


@pytest.mark.parametrize("said", [{}, {"version": "x", "months": "7"}, {"version": "999999", "months": "1"}])
def test_what_makes_no_question_is_said_on_the_page(client, draft, said):
    page = client.post(address(draft), said)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not WhatIf.objects.exists()


def test_of_another_tier_or_of_nothing_there_is_no_page_and_strangers_see_none(client, draft):
    what_if = ask(by=make_user(), now=timezone.now(), months=1, version=draft)
    other = make_tier(is_default=False)
    assert client.get(address(other, "_result", what_if.pk)).status_code == 404
    assert client.get(address(draft, "_result", 999_999)).status_code == 404
    assert client.get(f"{address(draft, '_tickets', what_if.pk)}?figure=x&clock=y&page=z").status_code == 200
    agent = Client()
    agent.force_login(make_user(is_staff=True))
    for name in ("_result", "_tickets", "_cancel"):
        assert agent.post(address(draft, name, what_if.pk)).status_code == 403

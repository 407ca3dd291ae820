"""The hand-over's form: short where it can be, asking where the team cannot begin; and what the receiver sees."""

import pytest
from django.urls import reverse
from django.utils import timezone

from escalation.models import HandOver
from tests.desk.pieces import htmx
from tests.make import make_ticket
from tickets.actions import log_step

LOOK = {"sentence": "Look at the firewall", "reason": "expertise"}


@pytest.fixture
def ticket(house):
    house.network.essentials = "Error text\nSwitch port"
    house.network.save()
    answers = [["Error text", "809"]]
    ticket = make_ticket(organisation=house.customer, requester=house.mia, answers=answers, now=timezone.now())
    log_step(ticket, by=house.jonas, now=timezone.now(), body="Other cable", result="same")
    return ticket


@pytest.fixture
def agent(client, house):
    client.force_login(house.jonas)
    return client


def hand_over(client, ticket, team, **data):
    return client.post(reverse("desk:hand_over", args=[ticket.number]), {**LOOK, "to_team": team.pk, **data})


def test_team_and_sentence_are_enough_where_nothing_essential_is_missing(agent, house, ticket):
    assert hand_over(agent, ticket, house.vendor).status_code == 302
    package = HandOver.objects.get().package
    assert [step["body"] for step in package["steps"]] == ["Other cable"]


def test_what_is_missing_is_asked_for_at_its_own_field(agent, house, ticket):
    answer = hand_over(agent, ticket, house.network)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Switch port" in text
    assert "Look at the firewall" in text
    assert f"need-{house.network.pk}-1" in text
    assert f"need-{house.network.pk}-0" not in text


@pytest.mark.parametrize(
    ("field", "said", "gaps"),
    [("need", "AP-2-07", []), ("gap", "not_known", [["Switch port", "not_known"]])],
)
def test_said_or_the_reason_given_it_goes(agent, house, ticket, field, said, gaps):
    hand_over(agent, ticket, house.network, **{f"{field}-{house.network.pk}-1": said})
    assert HandOver.objects.get().gaps == gaps


def test_another_team_chosen_only_its_questions_come(agent, house, ticket):
    address = reverse("desk:hand_over", args=[ticket.number])
    piece = agent.get(address, {"to_team": house.network.pk}, headers=htmx("hand-over-needs")).content.decode()
    assert "Switch port" in piece
    assert "<dialog" not in piece
    piece = agent.get(address, {"to_team": house.vendor.pk}, headers=htmx("hand-over-needs")).content.decode()
    assert "Switch port" not in piece
    for odd in ("x", "9" * 30, ""):
        assert agent.get(address, {"to_team": odd}, headers=htmx("hand-over-needs")).status_code == 200


def test_parts_are_left_out_and_details_added(agent, house, ticket):
    keys = ["facts:impact", "facts:urgency", "answers:0", "steps:0"]
    details = {"listed": " ".join(keys), "keep": keys[1:], "cause": "The update", "message": "We pass it on."}
    hand_over(agent, ticket, house.vendor, **details)
    package = HandOver.objects.get().package
    assert package["facts"] == {"urgency": "slowed"}
    assert package["cause"] == "The update"
    assert ticket.messages.filter(direction="out", body="We pass it on.").exists()


def test_the_receiver_sees_package_and_gaps(client, agent, house, ticket):
    hand_over(agent, ticket, house.network, cause="The update", **{f"gap-{house.network.pk}-1": "not_known"})
    client.force_login(house.kai)
    page = client.get("/desk/offered/").content.decode()
    for text in ("Look at the firewall", "The update", "809", "Other cable", "The customer does not know"):
        assert text in page


def test_a_reply_of_the_receiving_team_accepts_and_the_sender_has_the_receipt(client, agent, house, ticket):
    hand_over(agent, ticket, house.vendor)
    vendors = house.vendor.members
    vendors.add(house.kai)
    client.force_login(house.kai)
    client.post(reverse("desk:reply", args=[ticket.number]), {"body": "Good morning", "then": "open"})
    assert HandOver.objects.get().status == "accepted"
    client.force_login(house.jonas)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "Accepted: First level → Vendor" in page


def test_several_at_once_give_one_reason_for_all(agent, house, ticket):
    data = {**LOOK, "number": [ticket.number], "to_team": house.network.pk}
    assert agent.post("/desk/bulk/hand_over/", data).status_code == 422
    agent.post("/desk/bulk/hand_over/", {**data, f"gap-{house.network.pk}-1": "not_known"})
    assert HandOver.objects.get().gaps == [["Switch port", "not_known"]]


def test_an_essential_left_out_is_asked_for_at_its_field_and_nothing_is_lost(agent, house, ticket):
    keys = ["facts:impact", "answers:0", "steps:0"]
    need = f"need-{house.network.pk}"
    parts = {"listed": " ".join(keys), "keep": ["facts:impact", "steps:0"]}
    data = {**parts, "cause": "The update", f"{need}-1": "AP-2-07"}
    halfway = agent.post(
        reverse("desk:hand_over", args=[ticket.number]),
        {**LOOK, **data, "to_team": house.network.pk},
        headers=htmx("hand-over-needs"),
    ).content.decode()
    assert f"{need}-0" in halfway
    assert "AP-2-07" in halfway
    assert "hd-error" not in halfway
    answer = hand_over(agent, ticket, house.network, **data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'id="id_{need}-0_error"' in text
    for written in ("AP-2-07", "The update", "Look at the firewall"):
        assert written in text
    hand_over(agent, ticket, house.network, **data, **{f"gap-{house.network.pk}-0": "no_access"})
    assert HandOver.objects.get().gaps == [["Error text", "no_access"]]


def test_who_has_it_now_reads_on_the_ticket_what_came_with_it(client, agent, house, ticket):
    said = {"cause": "The update", "look_first": "The log", f"gap-{house.network.pk}-1": "not_known"}
    hand_over(agent, ticket, house.network, **said)
    client.force_login(house.kai)
    for _before_and_after in range(2):
        page = client.get(ticket.get_absolute_url()).content.decode()
        section = page.partition('id="came-with"')[2].partition("</section>")[0]
        for text in ("Look at the firewall", "The update", "The log", "Switch port", "The customer does not know"):
            assert text in section
        client.post(reverse("desk:accept", args=[ticket.number]))

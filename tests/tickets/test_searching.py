import pytest

from accounts.models import User
from tests.make import make_agent, make_organisation, make_team, make_ticket, make_user
from tickets.actions import note, reply
from tickets.models import Ticket
from tickets.searching import find_people, find_tickets, number_in

pytestmark = pytest.mark.django_db


def found_by(question, user):
    return find_tickets(question, tickets=Ticket.objects.visible_to(user), user=user)


@pytest.fixture
def agent(db):
    return make_agent()


def test_a_number_finds_its_ticket_first(agent):
    ticket = make_ticket()
    assert found_by(f"#{ticket.number}", agent)[0] == ticket
    assert found_by(str(ticket.number), agent)[0] == ticket
    assert number_in("4817 VPN") is None
    assert number_in("9" * 19) is None


GERMAN, ENGLISH = "Der Netzwerkdrucker druckt nicht", "Both printers are out of order"


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("printer", ENGLISH),
        ("Netzwerkdrucker", GERMAN),
        ("netzwerkdruckern", GERMAN),
        ("drucker", GERMAN),
        ("DRUCKT netzwerkdrucker", GERMAN),
    ],
)
def test_words_and_parts_of_words_of_the_subject(agent, question, subject):
    for each in (GERMAN, ENGLISH):
        make_ticket(subject=each)
    assert [ticket.subject for ticket in found_by(question, agent)] == [subject]


def test_words_of_the_conversation(agent):
    ticket = make_ticket(body="The screen shows error 809.")
    assert found_by("error 809", agent) == [ticket]


def test_internal_notes_are_found_by_agents_alone(agent):
    ticket = make_ticket()
    note(ticket, by=agent, now=ticket.opened_at, body="Firewall kumquat")
    assert found_by("kumquat", agent) == [ticket]
    assert found_by("kumquat", ticket.requester) == []


def test_foreign_tickets_are_never_found():
    organisation = make_organisation()
    stranger = make_agent(make_team(serves=[make_organisation()]))
    ticket = make_ticket(organisation=organisation, subject="Kumquat", team=make_team(serves=[organisation]))
    reply(ticket, by=ticket.requester, now=ticket.opened_at, body="More kumquat")
    for question in ("kumquat", str(ticket.number), ticket.requester.first_name):
        assert found_by(question, stranger) == []


def test_people_by_name_and_mail(agent):
    mia = make_user(first_name="Mia", last_name="Brandt", email="mia@clinic.example")
    ticket = make_ticket(requester=mia)
    for question in ("Mia", "bran", "mia brandt", "MIA@clinic.example"):
        assert found_by(question, agent) == [ticket]


@pytest.mark.parametrize("question", ["040 66969 231", "66969/231", "+49 40 66969-231", "0669692"])
def test_a_telephone_number_is_found_however_it_is_written(question):
    mia = make_user(phone="040 66969 231")
    make_user(phone="040 66968 231")
    assert list(find_people(question, people=User.objects.all())) == [mia]


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "'",
        '"',
        "' OR 1=1 --",
        "\\",
        "%",
        "_",
        "!&|()<->:*",
        "\x00",
        "a" * 5000,
        "\ud800",
        "—",
        "(((",
        "#0",
        "-1",
    ],
)
def test_no_question_fails(agent, question):
    make_ticket()
    found_by(question, agent)


def test_the_number_of_statements_is_fixed(agent, django_assert_max_num_queries):
    for _number in range(12):
        make_ticket(subject="Printer")
    agent.serves_all  # noqa: B018 who he is has been read before
    with django_assert_max_num_queries(12):
        assert len(found_by("printer", agent)) == 12


def test_a_wildcard_is_a_letter_like_any_other(agent):
    make_ticket(subject="Disk at 100x")
    literal = make_ticket(subject="Disk at 100% full")
    assert found_by("at 100% fu", agent) == [literal]

"""A log of incidents goes through the verbs; then the tables must tell what the log tells."""

import gzip
import random
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from accounts.models import Organisation, Team, User
from escalation.models import HandOver
from helpdesk.replay.asking import ask
from helpdesk.replay.expectation import expectations
from helpdesk.replay.reading import COLUMNS, read_log
from helpdesk.replay.running import replay
from helpdesk.replay.world import TIER
from sla.models import Tier
from tests.given import REAL_LOGS
from tests.make import MONDAY_9AM, make_calendar, make_tier
from tickets.models import Event, Notice, Ticket, TicketClock

HEADING = ",".join(COLUMNS)
START = datetime(2012, 5, 2, 8, tzinfo=UTC)
STATES = [
    ("Queued", "Awaiting Assignment"),
    ("Accepted", "In Progress"),
    ("Accepted", "Assigned"),
    ("Accepted", "Wait"),
    ("Accepted", "Wait - User"),
    ("Accepted", "Wait - Customer"),
    ("Accepted", "Wait - Vendor"),
    ("Accepted", "Wait - Implementation"),
    ("Completed", "Resolved"),
    ("Completed", "Closed"),
    ("Completed", "In Call"),
    ("Completed", "Cancelled"),
    ("Unmatched", "Unmatched"),
]


def row(hours=0, status="Accepted", sub="In Progress", team="V1", level="L1", name="Anna", *, number="1-1", **more):
    """One line of a log; `hours` after START."""
    cells = {
        "SR Number": number,
        "Change Date+Time": (START + timedelta(hours=hours)).isoformat(),
        "Status": status,
        "Sub Status": sub,
        "Involved Org line 3": "Org line C",
        "Involved ST": team,
        "ST Level": level,
        "SR Latest Impact": "Medium",
        "Product": "PROD1",
        "Country": "se",
        "Owner Country": "Sweden",
        "Owner First Name": name,
        **more,
    }
    return ",".join(cells[column] for column in COLUMNS)


@pytest.fixture
def log(tmp_path):
    def write(*lines, heading=HEADING, end="\n"):
        path = tmp_path / "log.csv"
        path.write_bytes(end.join([heading, *lines, ""]).encode() if heading is not None else b"")
        return path

    return write


def replayed(path, **options):
    outcome = replay(path, now=MONDAY_9AM, **options)
    assert [str(found) for found in outcome.disagreements] == []
    return outcome


def lines_of(outcome):
    return [problem.line for problem in outcome.problems]


WAY = [
    row(0, "Accepted", "In Progress"),
    row(1, "Accepted", "Wait - User"),
    row(2, "Queued", "Awaiting Assignment", "G5 2nd", "L2"),
    row(3, "Accepted", "In Progress", "G5 2nd", "L2", "Björn"),
    row(4, "Queued", "Awaiting Assignment", "G7 3rd", "L3", "Björn"),
    row(5, "Accepted", "Wait - Vendor", "G7 3rd", "L3", "Clara"),
    row(6, "Queued", "Awaiting Assignment", "V1", "L1", "Clara"),
    row(7, "Completed", "Resolved"),
    row(8, "Accepted", "In Progress"),
    row(9, "Completed", "Resolved"),
    row(200, "Completed", "Closed", name="Siebel"),
]


@pytest.mark.django_db
def test_one_incident_goes_its_way(log):
    assert replayed(log(*WAY)).rows == 11
    ticket = Ticket.objects.get(external_id="1-1")
    assert (ticket.status, ticket.level, ticket.team.name) == ("closed", 1, "V1")
    assert ticket.opened_at == START
    assert ticket.closed_at == ticket.last_event_at == START + timedelta(hours=200)
    moves = HandOver.objects.values_list("from_level", "to_level", "by__first_name")
    assert list(moves) == [(1, 2, "Anna"), (2, 3, "Björn"), (3, 1, "Clara")]
    assert ticket.organisation.name == "Org line C"
    assert {team.name: team.level for team in Team.objects.all()} == {"V1": 1, "G5 2nd": 2, "G7 3rd": 3}
    assert Team.objects.get(name="G5 2nd").members.get().first_name == "Björn"
    assert ticket.events.get(seq=ticket.last_seq).by is None  # Siebel is the system
    assert not Notice.objects.exists()
    assert not User.objects.filter(wants_mail=True).exists()


@pytest.mark.django_db
def test_running_it_twice_changes_nothing(log):
    path = log(*WAY, row(number="1-2"))
    replayed(path)

    def everything():
        tables = (Ticket, Event, HandOver, User, Team, Organisation)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    before = everything()
    assert replayed(path).incidents == 2
    assert everything() == before


@pytest.mark.django_db
def test_a_run_that_was_cut_off_is_continued(log):
    lines = [line for number in range(5) for line in (row(0, number=f"1-{number}"), row(1, number=f"1-{number}"))]
    path = log(*lines)
    assert replayed(path, limit=2).incidents == 2
    assert Ticket.objects.count() == 2
    assert replayed(path).incidents == 5
    assert Ticket.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (row(1, "Vanished", "Away"), "unknown"),
        (row(1).rpartition(",")[0], "11 of 12 columns"),
        (row(1) + ",x", "13 of 12 columns"),
        (row(1).replace("2012", "0012"), "year"),
        (row(1).replace("2012", "2099"), "year"),
        (row(1).replace("+00:00", ""), "offset"),
        (row(1).replace("2012-05", "2012-15"), "no time"),
        (row(1, number=""), "number is missing"),
        (row(1, number="9" * 101), "100 characters"),
        (row(1, name='"Anna'), "commas"),
        (row(1, name="An\x00na"), "control"),
        ("nonsense", "1 of 12"),
    ],
)
def test_a_broken_row_is_reported_with_its_line_and_costs_nothing_else(log, bad, says):
    outcome = replayed(log(row(0), bad, row(2, "Completed", "Resolved"), row(number="1-2")))
    assert lines_of(outcome) == [3]
    assert says in str(outcome.problems[0])
    assert (outcome.incidents, outcome.rows) == (2, 3)
    assert Ticket.objects.get(external_id="1-1").status == "resolved"


@pytest.mark.django_db
def test_text_that_is_not_utf_8_costs_its_row(log):
    path = log(row(0), row(1, name="Xx"), row(2))
    path.write_bytes(path.read_bytes().replace(b"Xx", b"\xff\xfe"))
    assert lines_of(replayed(path)) == [3]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "heading", "at", "readable"),
    [
        ((), None, 1, True),
        ((), HEADING, 1, True),
        ((row(),), HEADING.replace("Involved ST,", "Team,"), 1, False),
        (("a", "b"), '"', 1, False),
    ],
    ids=["empty", "heading only", "another column", "no heading"],
)
def test_a_file_with_nothing_in_it_is_said_to_be_so(log, lines, heading, at, readable):
    outcome = replayed(log(*lines, heading=heading))
    assert (lines_of(outcome), outcome.is_readable) == ([at], readable)
    assert str(outcome) == "replay: 0 incidents, 0 rows, 0 disagree, 0 rows/s"


@pytest.mark.django_db
def test_a_damaged_compressed_file_is_used_up_to_the_damage(tmp_path, log):
    lines = [row(hours, name=f"Person{hours}", number=f"1-{hours}") for hours in range(3000)]
    whole = gzip.compress(log(*lines).read_bytes())
    path = tmp_path / "log.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    read = read_log(path)
    assert 0 < read.rows < 3000
    assert "damaged" in str(read.problems[-1])
    assert set(expectations(path)) >= set(read.incidents)


@pytest.mark.django_db
def test_quirks_are_read_by_rules(log):
    lines = [
        row(0, "queued", "AWAITING assignment", "", "L3", "0", **{"Country": "0", "SR Latest Impact": "Odd"}),
        row(1, " Accepted ", "Wait  -  User", "V1", "?"),
        row(1, "Accepted", "Sleeping", "V1 2nd", ""),
        row(1, "Accepted", "In Progress", "V1", "L2", "", Country="SE"),
        row(2, "Completed", "Closed", "", ""),
        row(3, "Completed", "Resolved", "T" * 300),
        row(4, "Completed", "Closed", "T" * 299 + "U"),
        row(5, "Unmatched", "Unmatched"),
    ]
    outcome = replayed(log(*lines, "", heading="\ufeff" + HEADING, end="\r\n"))
    assert lines_of(outcome) == [4]
    assert Ticket.objects.get().priority == "P3"
    assert {"V1", "V1 L2", "V1 2nd", "(no team named)"} < set(Team.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_rows_out_of_order_and_apart_are_put_in_order(log):
    lines = list(WAY)
    random.Random(3).shuffle(lines)
    mixed = [line for pair in zip(lines, [row(n, number="1-2") for n in range(11)], strict=True) for line in pair]
    replayed(log(*mixed))
    assert Ticket.objects.get(external_id="1-1").status == "closed"


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_rows_say_log_and_tables_agree(log, seed):
    """Histories nobody would write: each state after each other, any team, any person, equal instants."""
    dice = random.Random(seed)
    teams = [
        ("V1", "L1"),
        ("V2", "L1"),
        ("G5 2nd", "L2"),
        ("G6 2nd 3rd", "L2/L3"),
        ("G7 3rd", "L3"),
        ("V1", "L3"),
        ("", ""),
    ]
    lines = []
    for incident in range(60):
        hours = 0
        for _ in range(dice.randint(1, 14)):
            hours += dice.choice([0, 0, 1, 30])
            more = {
                "Involved Org line 3": dice.choice(["Org line A", "Org line B", ""]),
                "Owner Country": dice.choice(["Sweden", "SWEDEN", "0"]),
                "SR Latest Impact": dice.choice(["Major", "High", "Low", ""]),
            }
            name = dice.choice(["Anna", "Björn", "Siebel", "SIEBEL", "0", "李", "O'Neil; DROP"])
            lines.append(row(hours, *dice.choice(STATES), *dice.choice(teams), name, number=f"1-{incident}", **more))
    outcome = replayed(log(*lines))
    assert outcome.problems == []
    assert outcome.rows == len(lines) == sum(len(rows) for rows in read_log(log(*lines)).incidents.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "changed", "what"),
    [
        (Ticket, {"status": "open"}, "final state"),
        (HandOver, {"to_level": 2}, "highest level"),
        (HandOver, {"status": "taken_back"}, "moves"),
    ],
)
def test_a_disagreement_is_listed_and_ends_with_status_1(log, capsys, table, changed, what):
    path = log(*WAY)
    replayed(path)
    table.objects.update(**changed)
    with pytest.raises(SystemExit) as end:
        call_command("replay", str(path))
    *listed, last = capsys.readouterr().out.splitlines()
    assert end.value.code == 1
    assert any(what in line and line.startswith("disagrees: 1-1") for line in listed)
    assert last.startswith("replay: 1 incidents, 11 rows, 1 disagree, ")


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_a_sentence(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("replay", str(tmp_path / "none.csv"))
    assert end.value.code == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.real_logs
def test_two_hundred_incidents_of_a_real_log_agree():
    outcome = replayed(REAL_LOGS / "volvo-vinst-2013" / "incidents.csv.gz", limit=200)
    assert outcome.incidents == Ticket.objects.count() == 200
    assert outcome.rows > 3000


@pytest.mark.django_db
@pytest.mark.real_logs
def test_the_clocks_of_a_real_log_are_what_its_history_gives(capsys):
    promised = make_tier(calendar=make_calendar(), acceptance_minutes=None, reopen_days=32_767)
    Tier.objects.filter(pk=promised.tier_id).update(name=TIER)  # real targets instead of none
    replayed(REAL_LOGS / "volvo-vinst-2013" / "incidents.csv.gz", limit=200)
    assert TicketClock.objects.filter(breached_at__isnull=False).count() > 100
    capsys.readouterr()
    call_command("clocks", "--verify")
    assert capsys.readouterr().out.startswith("clocks: 200 tickets, 0 differ, ")


@pytest.mark.django_db
def test_a_ladder_is_asked_what_it_would_have_done_and_nothing_is_written(log, capsys):
    """First level may have an incident of medium impact for four hours, from ten o'clock in Stockholm."""
    done, second = {"status": "Completed", "sub": "Resolved"}, {"team": "V2 2nd", "level": "L2"}
    path = log(
        *(row(number="1-1"), row(6, number="1-1", **second), row(7, number="1-1", **second, **done)),
        *(row(number="1-2"), row(5, number="1-2", **done)),
        *(row(number="1-3"), row(4.5, number="1-3", team="V9"), row(5, number="1-3", team="V9", **done)),
        *(row(number="1-4"), row(1, number="1-4", sub="Wait - User"), row(9, number="1-4", **done)),
        *(row(number="1-5"), row(3.5, number="1-5", **done)),
        *(row(number="1-6"), row(7 * 24, number="1-6", **done)),
    )
    call_command("replay", str(path))
    events = Event.objects.count()
    answer = ask([f"1-{number}" for number in range(1, 7)])
    ends, steps = answer.levels[1, "P3"], answer.solutions["P3"]
    hours = {did: [time / timedelta(hours=1) for time in times] for did, times in ends.earlier.items()}
    assert (ends.stays, ends.warned, ends.used_up, ends.open) == (7, 5, 4, 0)
    assert hours == {"up": [2], "done": [1, 7 * 24 - 4], "aside": [0.5]}
    assert (steps.incidents, steps.fired["90%:raise"], dict(steps.calls)) == (6, 1, {1: 1})
    assert steps.before_the_end == [timedelta(days=5)]  # twenty hours of service: Friday at ten
    call_command("replay", str(path), ladder=True)
    assert "| 1 | all | 7 | 5 | 4 (57 %) | 1 | 2.0 h | 1 | 0.5 h | 2 | " in capsys.readouterr().out
    assert Event.objects.count() == events

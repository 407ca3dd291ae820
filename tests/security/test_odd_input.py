"""Whatever comes in, the answer is one of ours: no error of the server, and no name of a field that was not offered."""

import json
import time
from itertools import product
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .addresses import address, names
from .world import World, visitor

pytestmark = pytest.mark.django_db

INJECTIONS = [
    "requester__password=x",
    "requester__password__startswith=a",
    "ordering=requester__password",
    "ordering=-requester__password",
    "ordering=?",
    "ordering=number;SELECT pg_sleep(5)",
    "ordering=0x",
    "order_by=requester__password",
    "sort=password",
    "o=-9.1.99",
    "o=requester__password",
    "status=new') OR 1=1 --",
    "status[]=new",
    "team=1 OR 1=1",
    "team__members__password=x",
    "organisation=-1",
    "page_size=-1",
    "cursor=W10",
    "cursor=WyJcdTAwMDAiLCAiXHUwMDAwIl0",
    "ordering=opened_at&cursor=WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjU5IiwgIjEiXQ",
    "after=r_0001-01-01T00:00:00+00:00_1",
    "after=n_9999-12-31T23:59:59-23:59_1",
    "after=n_2026-11-24T10:00:00+00:00_9223372036854775807",
    "which=all'&whose=%27",
    "page=0&which=all",
    "page=%D9%A3",
    "page=1e9",
    "q=%00",
    "q=%ED%A0%80",
    "q=%FF%FE",
    "q=%25%25%25",
    "q=" + "((" * 40,
    "q=" + "%22" * 99,
    "q=" + "-" * 150,
    "q=" + "-+" * 80 + "x",
    "q=" + "a" * 5000,
    "q=%27%3B+DROP+TABLE+tickets_ticket%3B--",
    "q=+49 (0) ---- //",
    "q=00000",
    "q=%23" + "9" * 19,
    "level=9&priority=P9&category=%00&view=%00",
    "opened_after=0001-01-01T00:00:00%2B23:59",
    "opened_before=9999-12-31T23:59:59-23:59",
    "external_id=%00",
    "format=xml",
    "term=%00&app_label=accounts&model_name=user&field_name=deputy",
    "term=x&app_label=auth&model_name=permission&field_name=x",
    "app_label=%00&model_name=%00&field_name=%00&term=x",
    "_popup=1&_to_field=password",
    "person=%00&customer=%00&service=%00",
    "person=-1&unknown=&customer=99999999999999999999",
    "field=__class__",
    "kind=%00",
    "messages=%00&open=%00",
    "e=1&p=99999999999999999999&all=",
    "is_staff__exact=x",
    "teams__id__exact=%00",
]
LISTS = ["/tickets/", "/desk/", "/desk/offered/", "/desk/search/", "/desk/new/", "/desk/new/callers/"]
LISTS += ["/desk/new/preview/", "/desk/new/questions/", "/report/"]
LISTS += [f"/api/v1/{rows}/" for rows in ("tickets", "teams", "services", "organisations")]
PROMISES = [f"/api/v1/{rows}/" for rows in ("tiers", "calendars", "contracts", "audit")]
SECOND = 1.0


def admin_lists():
    return [reverse(name) for name in names(admin=True) if name.endswith(("_changelist", "autocomplete"))]


@pytest.mark.parametrize("who", ["requester", "agent", "administrator"])
def test_no_question_breaks_a_list_or_makes_it_slow(world, who):
    client = visitor(world.people[who])
    wrong = []
    lists = [*admin_lists(), *PROMISES] if who == "administrator" else LISTS
    for path in lists:
        for question in INJECTIONS:
            began = time.process_time()
            with transaction.atomic():
                answer = client.get(f"{path}?{question}")
                transaction.set_rollback(True)
            if answer.status_code >= 500 or time.process_time() - began > SECOND:
                wrong.append(f"{path}?{question[:60]}: {answer.status_code}, {time.process_time() - began:.1f} s")
    assert wrong == []


def test_a_date_at_the_end_of_all_days_is_refused_and_the_ticket_stays_readable(world):
    """It had no date in zones east of ours, so whoever lived there could not open the ticket any more."""
    agent = visitor(world.own.agent)
    path = f"/api/v1/tickets/{world.own.ticket.number}/"
    for until in ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "2099-01-01T00:00:00Z"):
        for verb, content in (("plan", {}), ("wait-for-requester", {}), ("wait-for-vendor", {"vendor": "x"})):
            content |= {"until": until, "reason": "x"}
            answer = agent.post(f"{path}{verb}/", json.dumps(content), content_type="application/json")
            assert answer.status_code in (400, 409), (verb, until)
    assert agent.get(world.own.ticket.get_absolute_url()).status_code == 200


def test_sorting_by_a_secret_is_refused_and_changes_no_order(world):
    client = visitor(world.everywhere)
    for name in ("requester__password", "-requester__password", "password", "pk", "requester"):
        assert client.get(f"/api/v1/tickets/?ordering={name}").status_code == 400
    plain = client.get("/desk/?view=open").context["groups"]
    asked = client.get("/desk/?view=open&ordering=requester__password&requester__password__startswith=argon").context
    numbers = [[[row.ticket.number for row in group.rows] for group in groups] for groups in (plain, asked["groups"])]
    assert numbers[0] == numbers[1]


ODD = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "a\x00b",
        "\x1b[31m",
        "\ud800",
        "\udfff x",
        "\u202eevil\u202c",
        "\u200b",
        "\ufeff",
        "👩‍💻" * 50,
        "שלום עולם",
        "x" * 1_000_000,
        "-1",
        "0",
        "9" * 30,
        "1e400",
        "NaN",
        "٣",
        "9999-12-31T23:59",
        "0001-01-01T00:00",
        "2026-13-45T99:99",
        "2026-03-29T02:30",
        "planned",
        "waiting_requester",
        "other",
        "<script>alert(1)</script>",
        "{{ 7*7 }}{% load x %}",
        "%s%n%(x)s",
        "'; DROP TABLE tickets_ticket; --",
        "../../etc/passwd",
        "=cmd|' /C calc'!A0",
        "a@b",
        "x@\u017f.example",
        "true",
        "null",
    ]
)
FIELDS = [
    "body",
    "then",
    "until",
    "attachments",
    "outgoing",
    "reached",
    "minutes",
    "is_public",
    "result",
    "vendor",
    "reference",
    "reason",
    "to_team",
    "sentence",
    "assignee",
    "problem",
    "cause",
    "solution",
    "message",
    "field",
    "value",
    "before",
    "priority",
    "subject",
    "about",
    "impact",
    "urgency",
    "phone",
    "device",
    "site",
    "service",
    "category",
    "person",
    "unknown",
    "customer",
    "q",
    "caller-name",
    "caller-customer",
    "caller-email",
    "caller-phone",
    "number",
    "view",
    "team",
    "level",
    "kind",
    "key",
    "next",
    "language",
    "time_zone",
    "theme",
    "mobile",
    "single_keys",
    "wants_mail",
    "login",
    "password",
    "remember",
    "email",
    "oldpassword",
    "password1",
    "password2",
]
FORM = st.dictionaries(st.sampled_from(FIELDS), st.one_of(ODD, st.text(max_size=20)), max_size=12)
PLENTY = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
NOT_A_FORM = {"account_reset_password_from_key", "set_language"}
FORMS = sorted(name for name in names() if not name.startswith("api:") and name not in NOT_A_FORM)


@PLENTY
@given(name=st.sampled_from(FORMS), form=FORM, by_htmx=st.booleans(), who=st.sampled_from(["requester", "agent"]))
def test_no_form_is_an_error_of_the_server(world: World, name, form, by_htmx, who):
    client = visitor(world.people[who])
    answer = send(client, address(name, world.own), form, headers={"HX-Request": "true"} if by_htmx else {})
    assert answer.status_code < 500


def send(client, path, form, **options):
    """Send the form as a browser would not: with half letters and NUL."""
    body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in form.items()})
    with transaction.atomic():
        answer = client.generic("POST", path, body, content_type="application/x-www-form-urlencoded", **options)
        transaction.set_rollback(True)
    return answer


def test_every_form_filled_with_one_odd_value(world):
    wrong = []
    for who, value in product(("requester", "agent"), ODD_ALONE):
        client = visitor(world.people[who])
        for name in FORMS:
            answer = send(client, address(name, world.own), dict.fromkeys(FIELDS, value))
            if answer.status_code >= 500:
                wrong.append(f"{name} as {who}: {value[:20]!r}")
    assert wrong == []


ODD_ALONE = ["\x00", "a\x00b", "\ud800", "9" * 30, "-1", "9999-12-31T23:59", "👩‍💻" * 300, "[]"]


@pytest.mark.parametrize("who", ["requester", "agent"])
def test_a_million_letters_in_each_text(world, who):
    client = visitor(world.people[who])
    texts = ["body", "reason", "problem", "cause", "solution", "message", "sentence", "subject"]
    form = {
        "about": "hardware",
        "impact": "one",
        "urgency": "slowed",
        "key": "x",
        **dict.fromkeys(texts, "x" * 1_000_000),
    }
    wrong = [name for name in FORMS if send(client, address(name, world.own), form).status_code >= 500]
    assert wrong == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3),
    max_leaves=6,
)
API_FIELDS = [*FIELDS, "attachments", "requester", "organisation", "channel", "external_id", "scope", "name", "pk"]
WRITES = sorted(name for name in names() if name.startswith("api:"))


@PLENTY
@given(name=st.sampled_from(WRITES), content=st.dictionaries(st.sampled_from(API_FIELDS), JSON, max_size=8) | JSON)
def test_no_content_of_the_api_is_an_error_of_the_server(world: World, name, content):
    client = visitor(world.own.agent)
    with transaction.atomic():
        answer = client.post(address(name, world.own), json.dumps(content), content_type="application/json")
        transaction.set_rollback(True)
    assert answer.status_code < 500


NO_CONTENT = [
        ("[" * 200_000, "application/json"),
        ('{"subject":' * 100_000, "application/json"),
        ('{"impact": ' + "9" * 10_000 + "}", "application/json"),
        ('{"body": NaN}', "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        ("{}", "application/json; charset=utf-7"),
        ("{}", "application/json; charset=nothing"),
        ("x", "multipart/form-data"),
        ("x", "multipart/form-data; boundary=\u00e9".encode().decode("latin-1")),
        ("--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\n\xff", "multipart/form-data; boundary=x"),
        ("--x\r\nContent-Disposition: form-data; name=\"attachments\"; filename=\"\x00\"\r\n\r\na\r\n--x--\r\n",
         "multipart/form-data; boundary=x"),
        ("a=1&" * 5000, "application/x-www-form-urlencoded"),
        ("body=%ED%A0%80", "application/x-www-form-urlencoded; charset=nothing"),
        ("<x/>", "application/xml"),
        ("", ""),
]  # fmt: skip


def test_content_that_is_none(world):
    client = visitor(world.own.owner)
    for content, kind in NO_CONTENT:
        for path in ("/api/v1/tickets/", "/api/v1/token/", "/report/", "/account/login/", "/language/"):
            answer = client.generic("POST", path, content, content_type=kind)
            assert answer.status_code < 500, f"{path} {content[:40]!r} as {kind}"

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sla.admin.calendar_form import WEEKDAY_NAMES
from sla.models import Calendar, CalendarVersion
from sla.public_holidays import proposals, states
from tests.make import WORKING_HOURS, make_calendar, make_tier, make_user

pytestmark = pytest.mark.django_db
YEAR = timezone.now().year


@pytest.fixture
def admin(client):
    client.force_login(make_user(is_staff=True, is_superuser=True, language="en"))
    return client


@pytest.fixture
def calendar():
    holidays = [
        {"date": f"{YEAR - 1}-12-24", "name": "Last year"},
        {"date": f"{YEAR}-01-01", "name": "Neujahr"},
        {"date": f"{YEAR}-12-24", "name": "Christmas Eve", "hours": [["08:00", "12:00"]]},
    ]
    made = make_calendar(holidays=holidays)
    CalendarVersion.objects.filter(calendar=made).update(country="DE", state="HH")
    return made


def change_url(calendar):
    return reverse("admin:sla_calendar_change", args=[calendar.pk])


def sent(page, **changed):
    """What a browser sends for the form of `page`, with some fields typed over."""
    form = page.context["adminform"].form
    data = {}
    for field in [*form, *(field for line in form.dates for field in line)]:
        value = field.field.prepare_value(field.value())
        if value not in (None, False):
            data[field.html_name] = value
    data |= {field.html_name: field.value() for field in form.dates.management_form}
    sent = {}
    for name, value in (data | changed).items():
        if name in WEEKDAY_NAMES or name.endswith("-hours"):
            windows = [(value, "")] if isinstance(value, str) else value
            sent |= {f"{name}-{end}": [window[place] for window in windows] for place, end in enumerate(("from", "to"))}
        elif value is not None:
            sent[name] = value
    return sent


def newest(calendar):
    return calendar.versions.order_by("pk").last()


def test_a_change_is_a_new_version_from_now_on(admin, calendar):
    before = timezone.now()
    data = sent(admin.get(change_url(calendar)), mon="8:00-12:00, 13:00–17:00", sat="22:00–06:00", sun="")
    assert admin.post(change_url(calendar), data).status_code == 302
    old, new = calendar.versions.order_by("pk")
    assert old.weekly == WORKING_HOURS
    assert new.weekly["mon"] == [["08:00", "12:00"], ["13:00", "17:00"]]
    assert new.weekly["sat"] == [["22:00", "06:00"]]
    assert before <= new.valid_from <= timezone.now()


def test_what_the_version_before_said_is_taken_over(admin, calendar):
    form = admin.get(change_url(calendar)).context["adminform"].form
    assert form["holidays"].value()[0] == f"{YEAR}-01-01"
    assert f"{YEAR}-05-01" not in form["holidays"].value()  # switched off in the version before
    assert f"{YEAR + 1}-05-01" in form["holidays"].value()  # of that year it said nothing
    assert [line["date"].value() for line in form.dates.initial_forms] == [f"{YEAR}-12-24"]
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), fri=""))
    kept = {entry["date"]: entry for entry in newest(calendar).holidays}
    assert kept[f"{YEAR - 1}-12-24"]["name"] == "Last year"
    assert kept[f"{YEAR}-12-24"]["hours"] == [["08:00", "12:00"]]
    assert kept[f"{YEAR + 1}-05-01"]["name"] == "Erster Mai"


def test_hours_that_know_no_holidays_stay_so(admin):
    calendar = make_calendar()
    CalendarVersion.objects.filter(calendar=calendar).update(country="DE")
    assert admin.get(change_url(calendar)).context["adminform"].form["holidays"].value() == []


def test_saving_without_a_change_adds_no_version(admin, calendar):
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), mon="09:00–17:00"))
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), name="Renamed"))
    calendar.refresh_from_db()
    assert calendar.name == "Renamed"
    assert calendar.versions.count() == 2


def test_a_new_calendar_counts_since_ever(admin):
    page = admin.get(reverse("admin:sla_calendar_add"))
    admin.post(reverse("admin:sla_calendar_add"), sent(page, name="Weekdays"))
    version = Calendar.objects.get(name="Weekdays").versions.get()
    assert version.valid_from is None
    assert version.weekly == WORKING_HOURS
    assert f"{YEAR}-12-25" in {entry["date"] for entry in version.holidays}


def test_a_version_can_start_later(admin, calendar):
    later = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT00:00")
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), mon="", valid_from=later))
    assert newest(calendar).valid_from > timezone.now()
    page = admin.get(change_url(calendar))
    assert [each.state for each in page.context["versions"]] == ["planned", "counts"]
    assert page.context["adminform"].form["mon"].value() == [["08:00", "17:00"]]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("mon", "noon–12", "“noon” is no time. Write hours and minutes, for example 08:00."),
        ("mon", "08:00", "A window needs both its times, from and to."),
        ("mon", "25:00–26:00", "Write times from 00:00 to 23:59"),
        ("tue", "24:00–06:00", "Only an end may be 24:00."),
        ("tue", "08:00–08:00", "A window cannot end when it begins. The whole day is 00:00–24:00."),
        ("wed", "08:00–12:00, 11:00–17:00", "Two windows overlap here"),
        ("time_zone", "Mars/Base", "This is no time zone. Examples: Europe/Berlin, UTC."),
        ("valid_from", "2020-01-01T00:00", "A version starts now or later, since the past stays as it was."),
        ("valid_from", "9999-12-31T23:59", "A version starts within ten years."),
        ("country", "XX", "Select a valid choice. XX is not one of the available choices."),
        ("state", "BY", "Look at the holidays of this place first: press “Show holidays”."),
        ("name", "", "This field is required."),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_typed_is_lost(admin, calendar, field, typed, sentence):
    page = admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), sun="10:17–11:00", **{field: typed}))
    assert page.status_code == 200
    assert sentence in "".join(page.context["adminform"].form.errors[field])
    assert sentence.replace("'", "&#x27;") in page.content.decode()
    assert "10:17–11:00" in page.content.decode()
    assert f'href="#id_{field}"' in page.content.decode()
    assert calendar.versions.count() == 1


def test_a_night_shift_that_runs_into_the_next_day_is_said_there(admin, calendar):
    page = admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), thu="20:00–09:00"))
    assert "the day before runs into the first" in page.context["adminform"].form.errors["fri"][0]


def test_hours_that_nobody_keeps_are_refused(admin, calendar):
    closed = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "")
    page = admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), **closed)).content.decode()
    assert "Without opening hours no promise can be kept. Enter hours for at least one weekday." in page


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            {"date": f"{YEAR}-12-24", "hours": "10:00–12:00"},
            "This date is listed twice. Put all its hours into one line.",
        ),
        ({"date": f"{YEAR}-12-31", "hours": "10:00–25:00"}, "Write times from 00:00 to 23:59"),
        ({"date": f"{YEAR}-12-31", "hours": "noon–13"}, "“noon” is no time."),
        ({"date": f"{YEAR}-12-31", "hours": ""}, "Enter from and to, or choose “Closed” as the kind."),
        ({"date": f"{YEAR}-12-31", "hours": "8-9", "kind": "closed"}, "A closed day has no hours."),
        ({"date": "", "hours": "10:00–12:00"}, "Enter the date this line is about, or empty the line."),
        ({"date": f"{YEAR}-02-30", "hours": "", "kind": "closed"}, "Enter a valid date."),
    ],
)
def test_a_fault_in_a_date_is_said_under_its_line(admin, calendar, line, sentence):
    typed = {f"dates-1-{name}": value for name, value in ({"kind": "half"} | line).items()}
    typed["dates-TOTAL_FORMS"] = "2"
    page = admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), **typed)).content.decode()
    assert sentence in page
    assert 'href="#dates"' in page
    assert calendar.versions.count() == 1


def test_a_date_is_removed_and_another_replaces_a_holiday(admin, calendar):
    typed = {
        "dates-0-date": f"{YEAR}-01-01",
        "dates-0-kind": "half",
        "dates-0-hours": "10:00–12:00",
        "dates-0-name": "Move",
    }
    admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), **typed))
    kept = {entry["date"]: entry for entry in newest(calendar).holidays}
    assert f"{YEAR}-12-24" not in kept
    assert kept[f"{YEAR}-01-01"] == {"date": f"{YEAR}-01-01", "name": "Move", "hours": [["10:00", "12:00"]]}


def test_another_places_holidays_are_shown_before_they_are_saved(admin, calendar):
    data = sent(admin.get(change_url(calendar)), state="BY", mon="06:17–07:00", _holidays="1")
    page = admin.post(change_url(calendar), data)
    form = page.context["adminform"].form
    assert not form.errors
    assert "06:17–07:00" in page.content.decode()
    assert f"{YEAR}-01-06" in form["holidays"].value()  # Epiphany, in Bavaria but not in Hamburg
    assert f"{YEAR}-08-15" not in form["holidays"].value()  # in some towns only: offered, not switched on
    assert calendar.versions.count() == 1
    admin.post(change_url(calendar), sent(page))
    assert newest(calendar).state == "BY"
    assert f"{YEAR}-01-06" in {entry["date"] for entry in newest(calendar).holidays}


def test_another_country_has_other_states(admin, calendar):
    page = admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), country="AT", _holidays="1"))
    form = page.context["adminform"].form
    assert form["state"].value() == ""
    assert f"{YEAR}-10-26" in form["holidays"].value()
    assert dict(form.fields["state"].choices).keys() >= {"", *dict(states("AT"))}
    assert admin.post(change_url(calendar), sent(page)).status_code == 302
    assert newest(calendar).country == "AT"


def test_empty_lines_stay_empty_under_another_countrys_holidays(admin):
    """Dates that are holidays in one country only are of the calendar's own under another's: no line is about them."""
    only_german = [f"{YEAR}-10-03", f"{YEAR}-10-31", f"{YEAR}-04-03", f"{YEAR}-12-24"]
    calendar = make_calendar(holidays=[{"date": day, "name": "Closed"} for day in only_german])
    CalendarVersion.objects.filter(calendar=calendar).update(country="DE", state="HH")
    page = admin.get(change_url(calendar))
    lines = page.context["adminform"].form.dates
    empty = {f"{line.prefix}-{name}": "" for line in lines.extra_forms for name in ("date", "hours", "name")}
    page = admin.post(change_url(calendar), sent(page, **empty, country="AT", _holidays="1"))
    assert "Enter the date this line is about" not in page.content.decode()
    assert admin.post(change_url(calendar), sent(page, **empty)).status_code == 302
    assert newest(calendar).country == "AT"


def test_an_emptied_line_is_a_date_removed(admin, calendar):
    emptied = {f"dates-0-{name}": "" for name in ("date", "hours", "name")}
    assert admin.post(change_url(calendar), sent(admin.get(change_url(calendar)), **emptied)).status_code == 302
    assert f"{YEAR}-12-24" not in {entry["date"] for entry in newest(calendar).holidays}


def test_holidays_have_names_in_the_readers_language():
    names = {language: proposals("DE", "BY", first_year=2026, language=language)[1] for language in ("de", "en")}
    assert (names["en"].name, names["en"].local_name) == ("Epiphany", "Heilige Drei Könige")
    assert names["de"].name == "Heilige Drei Könige"
    assert proposals("XX", "", first_year=2026, language="en") == []


def test_a_calendar_in_use_says_by_whom_and_is_not_deleted(admin, calendar):
    tier = make_tier(calendar=calendar).tier
    page = admin.get(change_url(calendar)).content.decode()
    assert tier.name in page
    assert "Delete calendar" not in page

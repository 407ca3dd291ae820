from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from core import times

NOW = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)  # Tuesday, 10:42 in Berlin
SAID = {
    "en": {
        timedelta(0): "today 10:42",
        timedelta(hours=14): "tomorrow 00:42",
        timedelta(hours=-11): "yesterday 23:42",
        timedelta(days=1, hours=24): "Thu 10:42",
        timedelta(days=-2): "Sun 10:42",
        timedelta(days=9): "Thu 3 Dec 2026, 10:42",
    },
    "de": {
        timedelta(0): "heute 10:42 Uhr",
        timedelta(hours=14): "morgen 00:42 Uhr",
        timedelta(hours=-11): "gestern 23:42 Uhr",
        timedelta(days=1, hours=24): "Do. 10:42 Uhr",
        timedelta(days=-2): "So. 10:42 Uhr",
        timedelta(days=9): "Do., 03.12.2026, 10:42 Uhr",
    },
}
CASES = [(language, after, said) for language, cases in SAID.items() for after, said in cases.items()]


@pytest.fixture(autouse=True)
def berlin():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        yield


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("language", "after", "said"), CASES)
def test_a_near_instant_is_said_in_the_readers_language_and_zone(language, after, said):
    with translation.override(language):
        assert plain(times.near(NOW + after, NOW)) == said


@pytest.mark.parametrize(
    ("language", "seconds", "said"),
    [
        ("en", 4 * 3600 + 32 * 60, "4 h 32 m"),
        ("en", 48 * 60 + 59, "48 m"),
        ("en", 3 * 60 + 41, "3:41"),
        ("en", 3660, "1 h 01 m"),
        ("de", 4 * 3600 + 32 * 60, "4 Std. 32 Min."),
        ("de", 48 * 60, "48 Min."),
        ("de", 221, "3:41"),
    ],
)
def test_a_time_left(language, seconds, said):
    with translation.override(language):
        assert plain(times.span(timedelta(seconds=seconds))) == said


def test_a_late_time_says_so_in_both_languages():
    assert plain(times.late(timedelta(minutes=-24))) == "24 m over"
    with translation.override("de"):
        assert plain(times.late(timedelta(minutes=24))) == "24 Min. überfällig"


def test_times_do_not_break_at_the_end_of_a_line():
    assert " " not in times.span(timedelta(hours=4, minutes=32)) + times.near(NOW, NOW)


def test_columns_show_the_time_today_then_the_weekday_then_the_date():
    shown = [times.short(NOW + timedelta(days=days), NOW) for days in (0, 1, 20, 60)]
    assert [plain(text) for text in shown] == ["10:42", "Wed 10:42", "14 Dec", "23 Jan 2027"]


def test_filters_say_nothing_of_what_is_not_there():
    page = Template("{% load times %}[{{ at|due }}{{ at|exact }}{{ at|ago }}{{ at|span }}{% time at %}]")
    assert page.render(Context({"at": None})) == "[]"


def test_a_time_element_carries_the_exact_instant():
    page = Template("{% load times %}{% time at now %}").render(Context({"at": NOW, "now": NOW}))
    assert 'datetime="2026-11-24T09:42:00+00:00"' in page
    assert 'title="Tue 24 Nov 2026, 10:42"' in page

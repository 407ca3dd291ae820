"""What is compiled once per process is right for every thread, also while calendars get new versions."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from sla.models import CalendarVersion
from sla.promises import compiled_calendar, promises_for
from tests.make import ALL_HOURS, make_calendar, make_tier

pytestmark = pytest.mark.django_db(transaction=True)

START = datetime(2026, 3, 2, 8, tzinfo=UTC)  # Monday; the calendars are in UTC too, so that every week is like another
CHANGE = datetime(2026, 3, 5, tzinfo=UTC)  # Thursday
WEEK = timedelta(days=7)


def add_version(calendar, weekly=ALL_HOURS, since=CHANGE):
    return CalendarVersion.objects.create(calendar=calendar, weekly=weekly, time_zone="UTC", valid_from=since)


def opened(calendar, weeks=1):
    return compiled_calendar(calendar.pk).between(START, START + weeks * WEEK) / timedelta(hours=1)


def in_threads(count, work):
    """Run `work(number)` in so many threads, each with its own connection; what went wrong in them."""
    wrong = []

    def run(number):
        try:
            work(number)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads, wrong


def test_a_version_taken_back_or_added_is_known_at_once():
    calendar = make_calendar(time_zone="UTC")
    assert opened(calendar) == 45
    version = add_version(calendar)
    assert opened(calendar) == 27 + 4 * 24 + 8  # Monday to Wednesday, then all hours to Monday 8:00
    version.withdraw(now=CHANGE - WEEK)
    assert opened(calendar) == 45


def test_a_version_committed_after_a_newer_one_is_not_missed():
    slow, quick = make_calendar(time_zone="UTC"), make_calendar(time_zone="UTC")
    written, commit = threading.Event(), threading.Event()

    def add_slowly(_number):
        with transaction.atomic():
            add_version(slow)
            written.set()
            assert commit.wait(10)

    threads, wrong = in_threads(1, add_slowly)
    assert written.wait(10)
    add_version(quick)
    assert (opened(slow), opened(quick)) == (45, 131)
    commit.set()
    for thread in threads:
        thread.join(10)
    assert not wrong
    assert opened(slow) == 131


def test_many_threads_ask_while_versions_are_added_and_the_calendar_extends():
    """Each answer is of before or after the change, and of after once it was committed before the question."""
    calendar = make_calendar(time_zone="UTC")
    tier = make_tier(calendar=calendar)
    added, done = threading.Event(), threading.Event()
    seen = [set() for _ in range(6)]

    def ask(number):
        weeks = 1
        while not done.is_set() or weeks < 30:
            was_added = added.is_set()
            hours = opened(calendar, weeks)
            before, after = 45 * weeks, 131 + 168 * (weeks - 1)
            assert hours in ((after,) if was_added else (before, after)), (number, weeks, hours)
            assert promises_for([tier.pk])[tier.pk].calendar.between(START, START + WEEK) / timedelta(hours=1) in (
                45,
                131,
            )
            seen[number].add(hours == after)
            weeks += 1 + number % 3  # ever farther: the compiled calendar extends under everybody's hands

    threads, wrong = in_threads(6, ask)
    while not all(seen) and not wrong:
        threading.Event().wait(0.01)
    add_version(calendar)
    added.set()
    while not all(True in one for one in seen) and not wrong:
        threading.Event().wait(0.01)
    done.set()
    for thread in threads:
        thread.join(30)
    assert not wrong
    assert all(seen_by_one == {False, True} for seen_by_one in seen)

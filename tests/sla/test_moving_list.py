"""The list that every preview of a changed promise shows: what is searched, filtered and paged, and in which words."""

from datetime import timedelta

from django.http import QueryDict
from django.template.loader import render_to_string

from reports.moving import Preview, Row
from sla.admin.moving_list import PER_PAGE, moving_list
from tests.make import HOUR, MONDAY_9AM


def row(number, effect="earlier", *, clock="resolution", subject="Printer jams", team="Network", hours=-1):
    left = timedelta(hours=3)
    return Row(
        number=number,
        subject=subject,
        organisation="Clinic South",
        team=team,
        priority="P2",
        category="hardware",
        clock=clock,
        used=HOUR / 2,
        due_before=MONDAY_9AM,
        due_after=MONDAY_9AM + hours * HOUR,
        left_before=left,
        left_after=left + hours * HOUR,
        effect=effect,
        is_earlier=hours < 0,
        is_paused=False,
    )


def preview(*rows):
    made = Preview(as_of=MONDAY_9AM)
    for each in rows:
        made.add([each])
    return made


def listed(made, address=""):
    return moving_list(made, QueryDict(address), after="Version 7")


def numbers(made, address):
    return [line.row.number for line in listed(made, address).lines]


def test_each_filter_keeps_the_pages_own_questions_and_says_how_many_are_left():
    made = preview(row(1, "newly_late"), row(2), row(3, "later", team="Linux", hours=2))
    assert numbers(made, "team=Network&mode=open") == [1, 2]
    by_effect = dict(listed(made, "team=Network&mode=open").filters)
    [choices] = [choices for title, choices in by_effect.items() if title == "By effect"]
    assert [(choice.label, choice.count) for choice in choices] == [("All", 2), ("becomes late", 1), ("due earlier", 1)]
    assert choices[1].query == "?team=Network&mode=open&effect=newly_late#moving"


def test_words_of_subject_customer_team_and_number_are_found():
    made = preview(row(4711), row(2, subject="Scanner"))
    assert numbers(made, "q=%234711") == [4711]
    assert numbers(made, "q=scan+south") == [2]
    assert numbers(made, "q=nothing") == []


def test_pages_are_counted_and_a_page_that_is_not_there_is_the_last():
    made = preview(*[row(number) for number in range(PER_PAGE + 1)])
    assert len(listed(made).lines) == PER_PAGE
    assert numbers(made, "page=2") == numbers(made, "page=999") == [PER_PAGE]
    assert len(listed(made, "page=x").lines) == PER_PAGE


def test_the_effect_says_by_how_much():
    effects = [line.effect for line in listed(preview(row(1, "newly_late"), row(2), row(3, "later", hours=12))).lines]
    assert effects == ["becomes late", "1\u00a0h earlier", "12\u00a0h later"]


def test_the_piece_shows_figures_and_rows():
    made = preview(row(1, "newly_late"), row(2, "later", hours=2, subject="<b>"))
    html = render_to_string("admin/sla/_moving.html", {"moving": listed(made, "mode=open"), "now": MONDAY_9AM})
    assert '<input type="hidden" name="mode" value="open">' in html
    assert "2 tickets are open: 2 due at another time" in html
    assert "&lt;b&gt;" in html and 'class="hd-late"' in html

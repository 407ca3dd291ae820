"""Reporting something: sent once, refused in sentences, and nothing written is lost."""

import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from catalogue.models import Device, Question, Service
from core.choices import Category
from tests.make import make_team, make_user
from tickets.models import Ticket
from tickets.uploads import FILE_LIMIT

URL = "/report/"
KEY = re.compile(r'name="key" value="([^"]+)"')
GOOD = {
    "about": "hardware",
    "subject": "Labels come out empty",
    "body": "New roll, switched off and on.",
    "impact": "one",
    "urgency": "slowed",
    "phone": "",
}


@pytest.fixture(autouse=True)
def team(db):
    return make_team()


def key_of(client):
    return KEY.search(client.get(URL).content.decode())[1]


def test_a_report_becomes_a_ticket_and_says_what_happens_next(as_mia, mia):
    answer = as_mia.post(URL, {**GOOD, "key": key_of(as_mia)}, follow=True)
    ticket = Ticket.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("portal:sent", args=[ticket.number])
    assert (ticket.requester, ticket.organisation, ticket.priority) == (mia, mia.home.organisation, "P3")
    page = answer.content.decode()
    assert f"#{ticket.number}" in page
    assert "Expected to be solved" in page


def test_sent_twice_it_is_one_ticket(as_mia):
    report = {**GOOD, "key": key_of(as_mia)}
    first, second = as_mia.post(URL, report), as_mia.post(URL, report)
    assert first.url == second.url
    assert Ticket.objects.count() == 1


def test_the_same_key_with_another_text_is_refused_and_the_text_kept(as_mia):
    key = key_of(as_mia)
    as_mia.post(URL, {**GOOD, "key": key})
    answer = as_mia.post(URL, {**GOOD, "body": "Something else altogether.", "key": key})
    assert answer.status_code == 409
    assert "Something else altogether." in answer.content.decode()
    assert Ticket.objects.count() == 1


def test_a_key_made_for_somebody_else_is_no_key(as_mia, klinik):
    jan = make_user(klinik)
    other = Client()
    other.force_login(jan)
    key = key_of(other)
    other.post(URL, {**GOOD, "key": key})
    as_mia.post(URL, {**GOOD, "key": key})
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_one_ticket(as_mia, mia):
    report = {**GOOD, "key": key_of(as_mia)}
    places = []

    def send():
        client = Client()
        client.cookies = as_mia.cookies
        places.append(client.post(URL, report).url)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 4
    assert len(set(places)) == 1
    assert Ticket.objects.count() == 1


def test_an_empty_form_gets_a_sentence_for_each_thing(as_mia):
    answer = as_mia.post(URL, {})
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in (
        "Choose what it is about.",
        "Write in one sentence what happened.",
        "Describe what is wrong, in a sentence or two.",
        "Tell us who is affected.",
        "Tell us whether you can work.",
    ):
        assert page.count(sentence) == 2, sentence  # in the summary and at its field
    assert page.count('aria-invalid="true"') >= 5
    assert 'href="#id_subject"' in page


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("subject", "x" * 300, "Shorten it to 200 characters"),
        ("body", "two megabytes " * 150_000, "Shorten it to 100,000 characters"),
        ("phone", "1" * 41, "Shorten it to 40 characters"),
        ("about", "nonsense", "Choose what it is about."),
        ("impact", "everybody", "Tell us who is affected."),
        ("urgency", "'; --", "Tell us whether you can work."),
    ],
)
def test_bad_input_gets_a_sentence_and_everything_is_kept(as_mia, field, text, sentence):
    answer = as_mia.post(URL, {**GOOD, field: text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert not Ticket.objects.exists()
    for name in {"subject", "body"} - {field}:
        assert GOOD[name] in page
    if field in ("subject", "body", "phone"):
        assert text.strip() in page


@pytest.mark.parametrize(
    "text", ["🖨️🔥 kaputt", "الطابعة لا تعمل", "\u202eevil\u0000\ud800 name", "<script>alert(1)</script>"]
)
def test_words_of_any_kind_are_taken_and_only_shown(as_mia, text):
    as_mia.post(
        URL,
        {**GOOD, "subject": text.encode("utf-8", "replace").decode(), "body": text.encode("utf-8", "replace").decode()},
    )
    ticket = Ticket.objects.get()
    page = as_mia.get(reverse("portal:ticket", args=[ticket.number])).content.decode()
    assert "\x00" not in ticket.subject
    assert "<script>alert" not in page
    assert f"<bdi>{ticket.subject}</bdi>" in page or "&lt;script&gt;" in page


def test_a_file_comes_with_the_report(as_mia, settings, tmp_path):
    settings.ATTACHMENT_ROOT = tmp_path
    as_mia.post(URL, {**GOOD, "attachments": [SimpleUploadedFile("label.txt", b"empty")]})
    message = Ticket.objects.get().messages.get()
    assert [file.name for file in message.attachments.all()] == ["label.txt"]


def test_a_file_of_26_megabytes_is_refused_and_the_text_kept(as_mia, settings, tmp_path):
    settings.ATTACHMENT_ROOT = tmp_path
    large = SimpleUploadedFile("film.mp4", b"0" * (FILE_LIMIT + 1024 * 1024))
    answer = as_mia.post(URL, {**GOOD, "attachments": [large]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“film.mp4” is larger than 25.0" in page
    assert GOOD["body"] in page
    assert "files have to be chosen again" in page
    assert not Ticket.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.fixture
def printer():
    service = Service.objects.create(
        name="Printer", name_de="Drucker", category=Category.HARDWARE, impact="several", urgency="workaround"
    )
    make = Question.objects.create
    make(service=service, text="Which tray?", text_de="Welches Fach?", is_required=True)
    make(service=service, text="Which colour?", kind="choice", choices="red\nblue", choices_de="rot\nblau")
    make(service=service, text="Is it on?", kind="yes_no")
    return service


def test_a_service_asks_its_questions_and_brings_what_is_usual(as_mia, printer):
    page = as_mia.get(reverse("portal:new_about", args=[printer.pk])).content.decode()
    assert "Which tray?" in page
    assert re.search(r'name="impact" value="several"[^>]* checked', page)
    answer = as_mia.post(URL, {**GOOD, "about": printer.pk})
    assert answer.status_code == 422
    assert "Answer this question: “Which tray?”" in answer.content.decode()


def test_answers_are_kept_as_they_were_asked(as_mia, printer):
    tray, colour, is_on = (f"answer-{question.pk}" for question in printer.questions.order_by("pk"))
    as_mia.post(URL, {**GOOD, "about": printer.pk, tray: "2", colour: "red", is_on: "yes", "phone": "4711"})
    ticket = Ticket.objects.get()
    assert ticket.service == printer
    assert ticket.answers == [
        ["Which tray?", "2"],
        ["Which colour?", "red"],
        ["Is it on?", "Yes"],
        ["Telephone", "4711"],
    ]


def test_the_questions_change_with_the_service_and_keep_what_was_answered(as_mia, printer):
    tray = f"answer-{printer.questions.order_by('pk').first().pk}"
    piece = as_mia.post(reverse("portal:questions"), {"about": printer.pk, tray: "the lower one"})
    assert "the lower one" in piece.content.decode()
    assert "Which tray?" not in as_mia.post(reverse("portal:questions"), {"about": "software"}).content.decode()


def test_only_own_devices_can_be_named(as_mia, mia, klinik):
    own = Device.objects.create(name="NB-1", organisation=klinik, owner=mia)
    foreign = Device.objects.create(name="NB-2", organisation=klinik, owner=make_user(klinik))
    page = as_mia.get(URL).content.decode()
    assert "NB-1" in page
    assert "NB-2" not in page
    assert as_mia.post(URL, {**GOOD, "device": foreign.pk}).status_code == 422
    as_mia.post(URL, {**GOOD, "device": own.pk})
    assert Ticket.objects.get().device == own


def test_times_follow_what_is_chosen_in_no_word_of_ours(as_mia):
    piece = as_mia.post(reverse("portal:times"), {"about": "hardware", "impact": "all", "urgency": "cannot"})
    text = piece.content.decode()
    assert text.count("by ") >= 4
    assert "Please call as well." in text
    assert not re.search(r"\bSLA|[Pp]riority|\bP[1-4]\b|[Ll]evel", text)
    nothing = as_mia.post(reverse("portal:times"), {"about": "x", "impact": "'", "urgency": ""}).content.decode()
    assert "We name the times as soon as" in nothing


def test_somebody_without_organisation_is_told_what_to_do(client, klinik):
    client.force_login(make_user())
    answer = client.get(URL)
    assert answer.status_code == 403
    assert "belongs to no organisation yet" in answer.content.decode()

"""Pages that say what went wrong: in the reader's language, or in both where nobody can be asked who reads."""

import pytest
from django.template.loader import render_to_string

from tests.make import make_ticket


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Diese Seite finden wir nicht."), ("en", "We cannot find this page.")]
)
def test_a_missing_page_says_so(client, db, language, words):
    answer = client.get("/no/such/page/", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.parametrize("name", ["500.html", "400.html", "shared/503.html"])
def test_the_last_pages_need_no_database_and_speak_both_languages(name):
    page = render_to_string(name)  # without the db mark a query would fail
    assert '<section lang="de">' in page
    assert '<h1 lang="en">' in page
    assert "csrf" not in page


def test_too_much_at_once_is_told_in_a_sentence(as_mia, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = as_mia.post("/report/", {"body": "x" * 2000})
    assert answer.status_code == 400
    assert "could not read what your browser sent" in answer.content.decode()


def test_two_megabytes_of_text_are_read_and_answered(as_mia):
    text = "ä" * 1_000_000
    answer = as_mia.post("/report/", {"body": text})
    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_a_foreign_attachment_is_a_missing_one(as_mia, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tickets.files import storing
    from tickets.models import Attachment

    settings.ATTACHMENT_ROOT = tmp_path
    with storing([SimpleUploadedFile("secret.txt", b"x")]) as files:
        make_ticket(attachments=files)
    attachment = Attachment.objects.get()
    assert as_mia.get(f"/files/{attachment.key}/").status_code == 404

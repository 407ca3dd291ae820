"""The mails of a trial, read in the administration."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

from tests.make import make_agent, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    """The names of two kept mails, the older one first."""
    settings.EMAIL_BACKEND = "helpdesk.mail.KeptMail"
    settings.EMAIL_FILE_PATH = tmp_path
    for subject in ("First", "Ärger mit <b>Wi-Fi</b>"):
        mail = EmailMultiAlternatives(
            subject, "Grüße\n<script>alert(1)</script>", "desk@example.com", ["ida@example.com"]
        )
        mail.attach_alternative("<p style='color: red'>Grüße</p><script>alert(1)</script>", "text/html")
        get_connection().send_messages([mail])
    return sorted(path.stem for path in tmp_path.glob("*.eml"))


@pytest.fixture
def admin(client):
    client.force_login(make_user(is_staff=True, is_superuser=True, language="en"))
    return client


def test_they_are_listed_the_newest_first(admin, kept):
    page = admin.get(reverse("admin:kept_mail")).content.decode()
    assert page.index("Ärger mit &lt;b&gt;Wi-Fi&lt;/b&gt;") < page.index("First")
    assert "ida@example.com" in page


def test_a_mails_text_is_shown_and_runs_nothing(admin, kept):
    answer = admin.get(reverse("admin:kept_mail_reading", args=[kept[1]]))
    page = answer.content.decode()
    assert "Grüße" in page
    assert "<script>alert" not in page
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert " sandbox " in page[page.index("<iframe") : page.index("</iframe>")]


def test_its_html_stands_in_a_frame_with_a_policy_of_its_own(admin, kept):
    answer = admin.get(reverse("admin:kept_mail_html", args=[kept[1]]))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["nothing", "1-0", "..%2F..%2Fsecret-key", "1-zz"])
def test_what_is_not_there_answers_404(admin, kept, name):
    assert admin.get(f"/admin/mail/{name}/").status_code == 404
    assert admin.get(f"/admin/mail/{name}/html/").status_code == 404


def test_nobody_else_reads_them(client, kept):
    for person in (make_agent(), make_user(is_staff=True)):
        client.force_login(person)
        for name, args in (("kept_mail", []), ("kept_mail_reading", kept[:1]), ("kept_mail_html", kept[:1])):
            assert client.get(reverse(f"admin:{name}", args=args), follow=True).status_code == 403


def test_where_mail_is_really_sent_there_is_no_such_page(admin, kept, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert admin.get(reverse("admin:kept_mail")).status_code == 403
    assert "Kept mail" not in admin.get("/admin/").content.decode()

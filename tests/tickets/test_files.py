"""Attachments: what is kept, under which name, and who gets it back."""

import hashlib
import io

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.utils.datastructures import MultiValueDict

from core.errors import InvalidInput
from tests.make import MONDAY_9AM, make_agent, make_organisation, make_team, make_ticket, make_user
from tickets.actions import note, reply
from tickets.files import content_type_of, path_of, storing
from tickets.models import Attachment
from tickets.uploads import FilesField, RefusedUpload

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 32
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def attachments(settings, tmp_path):
    settings.ATTACHMENT_ROOT = tmp_path / "attachments"
    return settings.ATTACHMENT_ROOT


def upload(name="report.txt", content=b"It blinks."):
    return SimpleUploadedFile(name, content)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


class Zeros(io.RawIOBase):
    """A body of any length that takes no memory."""

    def __init__(self, head, size, tail):
        self.parts = [[head, 0], [None, size], [tail, 0]]

    def read(self, size=-1):
        for part in self.parts:
            if part[0] is None and part[1]:
                given = min(size, part[1])
                part[1] -= given
                return bytes(given)
            if part[0]:
                given, part[0] = part[0][:size], part[0][size:]
                return given
        return b""


def form_request(size, name="film.mp4"):
    """A form with a text before and after one file of `size` zeros."""
    text = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n' % name.encode()
    head, tail = text % (b"before", b"one") + file, b"\r\n" + text % (b"after", b"two") + b"--x--\r\n"
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(len(head) + size + len(tail)),
            "wsgi.input": Zeros(head, size, tail),
        }
    )


def test_a_file_is_kept_under_a_random_name_in_a_folder_of_two_letters(attachments):
    with storing([upload("../../etc/passwd", b"root")]) as [file]:
        pass
    path = attachments / file.key.hex[:2] / file.key.hex
    assert path.read_bytes() == b"root"
    assert path.stat().st_mode & 0o077 == 0
    assert "/" not in file.name
    assert vars(file) == {
        "key": file.key,
        "name": file.name,
        "size": 4,
        "content_type": "text/plain; charset=utf-8",
        "sha256": hashlib.sha256(b"root").hexdigest(),
    }


def test_equal_names_are_two_files():
    with storing([upload(content=b"1"), upload(content=b"2")]) as files:
        assert [path_of(file.key).read_bytes() for file in files] == [b"1", b"2"]


def test_nothing_is_left_when_what_follows_fails(attachments):
    with pytest.raises(ZeroDivisionError), storing([upload(), upload()]) as files:
        assert len(files_in(attachments)) == 2
        assert files[0].size // 0
    assert files_in(attachments) == []


@pytest.mark.parametrize(
    ("uploads", "named"),
    [
        ([upload(), upload("large.bin", bytes(25 * MEGABYTE + 1))], "large.bin"),
        ([upload(f"part{n}.bin", bytes(17 * MEGABYTE)) for n in range(3)], "part2.bin"),
        ([upload(f"{n}.txt", b"x") for n in range(101)], "100.txt"),
        ([RefusedUpload("film.mp4", "“film.mp4” is larger than that.")], "film.mp4"),
    ],
    ids=["a file", "a message", "files", "refused while it streamed"],
)
def test_too_much_is_refused_by_name_and_leaves_nothing(attachments, uploads, named):
    with pytest.raises(InvalidInput, match=named), storing(uploads):
        pytest.fail("must not be reached")
    assert not attachments.exists() or files_in(attachments) == []


def test_exactly_the_limit_is_taken():
    with storing([upload(content=bytes(25 * MEGABYTE)), upload(content=bytes(25 * MEGABYTE))]) as files:
        assert [file.size for file in files] == [25 * MEGABYTE] * 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"%PDF-1.7 ...", "application/pdf"),
        ("Grüße, 漢字\n".encode(), "text/plain; charset=utf-8"),
        (b"<html><script>alert(1)</script>", "text/plain; charset=utf-8"),
        (b"MZ\x90\x00" + bytes(100), "application/octet-stream"),
        (bytes(100), "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_kind_comes_from_the_content_and_a_list(content, kind):
    assert content_type_of(content) == kind


def test_a_file_too_large_is_dropped_while_it_streams_and_the_form_keeps_its_texts():
    request = form_request(60 * MEGABYTE)
    assert request.POST.dict() == {"before": "one", "after": "two"}
    [refused] = request.FILES.getlist("files")
    assert isinstance(refused, RefusedUpload)
    assert "film.mp4" in refused.refusal


def test_a_file_within_the_limit_streams_through():
    [file] = form_request(3 * MEGABYTE).FILES.getlist("files")
    assert file.size == 3 * MEGABYTE
    assert sum(map(len, file.chunks())) == 3 * MEGABYTE


def test_the_form_says_what_was_too_much():
    class Form(forms.Form):
        body = forms.CharField()
        files = FilesField()

    request = form_request(26 * MEGABYTE)
    form = Form({"body": "kept"}, request.FILES)
    assert not form.is_valid()
    assert form.cleaned_data == {"body": "kept"}
    assert "film.mp4" in form.errors["files"][0]
    several = Form({"body": "x"}, MultiValueDict({"files": [upload(), upload()]}))
    assert several.is_valid()
    assert len(several.cleaned_data["files"]) == 2
    assert Form({"body": "x"}, MultiValueDict()).is_valid()


def attached(ticket, *, by, verb=reply, name="Bericht ä.html", content=b"<script>"):
    with storing([upload(name, content)]) as files:
        verb(ticket, by=by, now=MONDAY_9AM, body="See the file.", attachments=files)
    return Attachment.objects.get(sha256=hashlib.sha256(content).hexdigest())


def get(client, user, attachment):
    if user:
        client.force_login(user)
    else:
        client.logout()
    return client.get(f"/files/{attachment.key}/")


@pytest.mark.django_db
def test_a_download_is_saved_and_never_run(client):
    ticket = make_ticket()
    answer = get(client, ticket.requester, attached(ticket, by=ticket.requester))
    assert b"".join(answer.streaming_content) == b"<script>"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Bericht%20%C3%A4.html"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_only_who_may_read_the_message_gets_its_files(client):
    organisation = make_organisation()
    team = make_team(serves=[organisation])
    agent, stranger = make_agent(team), make_agent(make_team(serves=[make_organisation()]))
    ticket = make_ticket(organisation=organisation, team=team)
    colleague = make_user(organisation)
    public = attached(ticket, by=ticket.requester)
    internal = attached(ticket, by=agent, verb=note, content=b"for us")
    missing = Attachment(name="x")

    def statuses(user):
        return [get(client, user, file).status_code for file in (public, internal, missing)]

    assert statuses(agent) == [200, 200, 404]
    assert statuses(ticket.requester) == [200, 404, 404]
    assert statuses(colleague) == statuses(stranger) == [404, 404, 404]
    assert statuses(None) == [302, 302, 302]
    assert client.post(f"/files/{public.key}/").status_code in (302, 405)
    team.members.remove(agent)  # a right is read when it is used
    assert statuses(agent) == [404, 404, 404]


@pytest.mark.django_db
def test_a_file_lost_from_the_disk_is_not_found(client):
    ticket = make_ticket()
    file = attached(ticket, by=ticket.requester)
    path_of(file.key).unlink()
    assert get(client, ticket.requester, file).status_code == 404
    assert connection.is_usable()

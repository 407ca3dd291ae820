"""What is written into a backup comes back from it, into an empty installation only."""

import shutil
import subprocess
import sys
import tarfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from tests.make import MONDAY_9AM, make_agent, make_ticket
from tests.processes import ROOT
from tickets.actions import reply, resolve
from tickets.files import path_of, storing
from tickets.models import Attachment, Event, Message, Notice, Ticket


@pytest.fixture
def work(installation):
    """A ticket with an answer, a file, and one mail sent and two that wait."""
    ticket = make_ticket()
    agent = make_agent(ticket.team)
    with storing([SimpleUploadedFile("Grüße\\.txt", b"It \\N blinks.\t\n")]) as files:
        reply(ticket, by=agent, now=MONDAY_9AM, body="Tab\there, \\. and \\N there.", attachments=files)
    resolve(ticket, by=agent, now=MONDAY_9AM, problem="Dark", cause="Cable", solution="Plugged in")
    first = Notice.objects.earliest("pk")
    Notice.objects.filter(pk=first.pk).update(outcome="sent", outcome_at=MONDAY_9AM)
    return installation


def everything():
    tables = (Ticket, Message, Event, Attachment)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def empty(installation, tables="template0"):
    connections.close_all()
    installation.sql("postgres", "DROP DATABASE helpdesk WITH (FORCE)", f"CREATE DATABASE helpdesk TEMPLATE {tables}")
    shutil.rmtree(installation.var_dir / "attachments", ignore_errors=True)


def refused(installation, *arguments):
    """Run a command that must fail; what it says."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=False,
        cwd=ROOT,
        env=installation.environ,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("tables", ["template0", "fresh"], ids=["no tables", "tables without rows"])
def test_everything_comes_back(work, tmp_path, tables):
    path, before = tmp_path / "backup.tar.gz", everything()
    [key] = Attachment.objects.values_list("key", flat=True)
    assert "1 attachments" in work.manage("backup", str(path))
    assert path.stat().st_mode & 0o077 == 0
    empty(work, tables)
    work.manage("restore", str(path))
    assert everything() == before
    assert path_of(key).read_bytes() == b"It \\N blinks.\t\n"
    assert make_ticket().number == before[0][0]["number"] + 1  # counting goes on
    assert Ticket.objects.get(number=before[0][0]["number"]).search  # computed anew
    with pytest.raises(Exception, match="only added to"):
        Event.objects.first().delete()


def test_no_old_mail_is_sent_again(work, tmp_path):
    path = tmp_path / "backup.tar.gz"
    outcomes = list(Notice.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["sent"] + ["waiting"] * (len(outcomes) - 1)
    work.manage("backup", str(path))
    empty(work)
    work.manage("restore", str(path))
    assert list(Notice.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "sent",
        *["parked"] * (len(outcomes) - 1),
    ]
    empty(work)
    work.manage("restore", str(path), "--send-waiting")
    assert list(Notice.objects.order_by("pk").values_list("outcome", flat=True)) == outcomes


def test_a_backup_never_overwrites(work, tmp_path):
    path, before = tmp_path / "backup.tar.gz", everything()
    work.manage("backup", str(path))
    assert "exists already" in refused(work, "backup", str(path))
    assert "people or tickets already" in refused(work, "restore", str(path))
    assert everything() == before
    assert [file.name for file in tmp_path.iterdir()] == ["backup.tar.gz"]


def test_what_is_no_whole_backup_restores_nothing(work, tmp_path):
    path, other = tmp_path / "backup.tar.gz", tmp_path / "other.tar.gz"
    work.manage("backup", str(path))
    empty(work, "fresh")
    whole = path.read_bytes()
    for damaged in (b"", b"no tar", whole[: len(whole) // 2], whole[:-9]):
        path.write_bytes(damaged)
        assert "no whole backup" in refused(work, "restore", str(path))
        assert not Ticket.objects.exists()
        assert not list((work.var_dir / "attachments").rglob("*.*"))
    with tarfile.open(other, "w:gz") as archive:
        archive.add(__file__, "../evil")
    assert "no whole backup" in refused(work, "restore", str(other))
    assert "cannot be restored" in refused(work, "restore", str(tmp_path / "none"))
    assert "cannot be written" in refused(work, "backup", str(tmp_path / "none" / "backup"))


def test_a_lost_file_is_named_and_the_rest_is_saved(work, tmp_path):
    path = tmp_path / "backup.tar.gz"
    [key] = Attachment.objects.values_list("key", flat=True)
    path_of(key).unlink()
    assert "0 attachments" in work.manage("backup", str(path))
    empty(work)
    work.manage("restore", str(path))
    assert Attachment.objects.count() == 1

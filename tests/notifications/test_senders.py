"""`manage.py send_notices` as real processes: several at once, killed, told to stop, and with the database restarted."""

import asyncio
import time
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.make import make_organisation, make_ticket, make_user
from tests.notifications.smtp import MailServer
from tests.processes import wait_until
from tickets.models import Notice

pytestmark = pytest.mark.long


class SlowMailServer(MailServer):
    """Takes some milliseconds for each mail, so that a test can interfere."""

    seconds = 0.0

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.seconds)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def slow_server():
    server = SlowMailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def start_sender(installation, slow_server):
    def start():
        return installation.start(
            "sender", "manage", "send_notices",
            EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(slow_server.port), EMAIL_TIMEOUT="2",
        )  # fmt: skip

    return start


def queue(count):
    organisation = make_organisation()
    requester = make_user(organisation)
    for _ in range(count):
        make_ticket(organisation=organisation, requester=requester)
    Notice.objects.update(next_try_at=timezone.now())


def all_sent():
    return not Notice.objects.exclude(outcome="sent").exists()


def test_two_senders_send_each_mail_once(installation, slow_server, start_sender):
    queue(60)
    slow_server.seconds = 0.01
    senders = [start_sender(), start_sender()]
    wait_until(all_sent, "everything is sent", seconds=60)
    assert set(Counter(slow_server.offered).values()) == {1}
    assert len(slow_server.offered) == 60
    for sender in senders:
        sender.child.terminate()
        assert sender.child.wait(15) == 0


def test_what_a_killed_sender_left_is_sent_by_the_next(installation, slow_server, start_sender):
    queue(20)
    slow_server.seconds = 0.1
    killed = start_sender()
    wait_until(lambda: len(slow_server.taken) >= 3, "some mails are out")
    killed.kill()
    start_sender()
    wait_until(all_sent, "everything is sent", seconds=60)
    copies = Counter(slow_server.offered)
    assert len(copies) == 20
    assert sum(copies.values()) <= 21  # the one whose OK met nobody may come twice, under the same Message-ID


def test_told_to_stop_it_finishes_the_mail_in_hand(installation, slow_server, start_sender):
    queue(20)
    slow_server.seconds = 0.3
    sender = start_sender()
    wait_until(lambda: slow_server.taken, "the first mail is out")
    sender.child.terminate()
    assert sender.child.wait(15) == 0
    sent = Notice.objects.filter(outcome="sent").count()
    assert sent == len(slow_server.offered) < 20
    waiting = Notice.objects.filter(outcome="waiting", attempts=0, next_try_at__lte=timezone.now())
    assert waiting.count() == 20 - sent


def test_it_survives_a_restart_of_the_database_and_doubles_nothing(
    installation, installation_servers, slow_server, start_sender
):
    queue(20)
    slow_server.seconds = 0.1
    sender = start_sender()
    wait_until(lambda: len(slow_server.taken) >= 3, "some mails are out")
    [postgres] = [part for part in installation_servers.servers.parts if part.name == "PostgreSQL"]
    postgres.stop()
    time.sleep(1)
    postgres.start(tethered=True)
    connection.close()
    wait_until(all_sent, "everything is sent", seconds=60)
    assert sender.child.poll() is None
    assert len(slow_server.offered) == len(set(slow_server.offered)) == 20


def test_a_server_that_comes_back_gets_everything(installation, slow_server, start_sender):
    slow_server.stop()
    queue(3)
    sender = start_sender()
    wait_until(lambda: "No mail leaves" in sender.log_text(), "it says that the server is away")
    slow_server.start()
    wait_until(all_sent, "everything is sent", seconds=60)
    assert len(slow_server.offered) == 3


def test_once_sends_what_is_due_and_ends(installation):
    queue(30)
    assert "30 notices sent." in installation.manage("send_notices", "--once")
    assert len(list((installation.var_dir / "mail").glob("*.eml"))) == 30


@pytest.mark.parametrize("name", ["DEFAULT_FROM_EMAIL", "MAIL_REPLY_TO"])
def test_a_sender_no_mail_can_carry_is_named_at_the_start(settings, name):
    setattr(settings, name, "service at helpdesk")
    with pytest.raises(CommandError, match=name):
        call_command("send_notices", "--once")

"""The outbox against a real mail server."""

import pytest
from django.utils import timezone

from notifications.sending import BATCH, PAUSES, claim, lease, send_batch
from tests.make import DAY, MINUTE, MONDAY_9AM, make_organisation, make_ticket, make_user
from tickets.models import Notice

pytestmark = pytest.mark.django_db

SECOND = MINUTE / 60


def notices(count):
    """Acknowledgements to `count` different people, waiting."""
    organisation = make_organisation()
    tickets = [make_ticket(organisation=organisation, requester=make_user(organisation)) for _ in range(count)]
    return [Notice.objects.get(ticket=ticket) for ticket in tickets]


def outcomes():
    return list(Notice.objects.order_by("pk").values_list("outcome", flat=True))


def test_what_waits_is_sent_and_noted(mail_server):
    [notice] = notices(1)
    turn = send_batch(now=MONDAY_9AM)
    assert (turn.claimed, turn.sent) == (1, 1)
    [mail] = mail_server.taken
    assert mail["To"] == notice.person.email
    notice.refresh_from_db()
    assert (notice.outcome, notice.attempts, notice.error) == ("sent", 1, "")
    assert send_batch(now=MONDAY_9AM + DAY).is_idle


def test_a_refusal_for_now_is_tried_again_later_under_the_same_message_id(mail_server):
    [notice] = notices(1)
    mail_server.after_data = ["451 Try again later"]
    send_batch(now=MONDAY_9AM)
    notice.refresh_from_db()
    assert (notice.outcome, notice.next_try_at) == ("waiting", MONDAY_9AM + PAUSES[0])
    assert "451" in notice.error
    assert send_batch(now=MONDAY_9AM + PAUSES[0] - SECOND).is_idle
    send_batch(now=MONDAY_9AM + PAUSES[0])
    assert outcomes() == ["sent"]
    assert len(mail_server.offered) == 2
    assert len(set(mail_server.offered)) == 1


def test_tries_grow_rarer_over_three_days_and_end(mail_server):
    [notice] = notices(1)
    mail_server.after_data = ["451 Try again later"] * 100
    now = MONDAY_9AM
    while notice.outcome == "waiting":
        send_batch(now=now)
        notice.refresh_from_db()
        now = notice.next_try_at
    assert notice.outcome == "parked"
    assert notice.attempts == len(PAUSES) + 1
    assert 2.5 * DAY < sum(PAUSES, start=0 * DAY) <= 3 * DAY
    assert list(PAUSES) == sorted(PAUSES)


def test_a_refused_recipient_is_given_up_alone(mail_server):
    first, second, third = notices(3)
    mail_server.refusals = {second.person.email: "550 No such user"}
    turn = send_batch(now=MONDAY_9AM)
    assert turn.sent == 2
    assert outcomes() == ["sent", "parked", "sent"]
    second.refresh_from_db()
    assert "550" in second.error
    assert {mail["To"] for mail in mail_server.taken} == {first.person.email, third.person.email}


def test_a_recipient_refused_for_now_holds_up_nobody(mail_server):
    first, _second = notices(2)
    mail_server.refusals = {first.person.email: "450 Mailbox busy"}
    send_batch(now=MONDAY_9AM)
    assert outcomes() == ["waiting", "sent"]


def test_a_mail_that_is_refused_for_its_content_is_given_up_alone(mail_server):
    notices(2)
    mail_server.after_data = ["554 Not wanted here"]
    send_batch(now=MONDAY_9AM)
    assert outcomes() == ["parked", "sent"]


def test_an_address_that_cannot_stand_in_a_header_is_given_up_alone(mail_server):
    first, _second = notices(2)
    type(first.person).objects.filter(pk=first.person_id).update(email="mia@example.com\nBcc: all@example.com")
    send_batch(now=MONDAY_9AM)
    assert outcomes() == ["parked", "sent"]
    assert [mail["Bcc"] for mail in mail_server.taken] == [None]


def test_nothing_is_lost_while_the_server_is_away(mail_server):
    notices(3)
    mail_server.stop()
    for minutes in range(5):
        turn = send_batch(now=MONDAY_9AM + minutes * MINUTE)
        assert turn.sent == 0
        assert "ConnectionRefusedError" in turn.no_connection
    assert set(Notice.objects.values_list("outcome", "attempts")) == {("waiting", 0)}
    mail_server.start()
    assert send_batch(now=MONDAY_9AM + 5 * MINUTE).sent == 3
    assert len(mail_server.taken) == 3


def test_a_server_that_ends_the_service_is_met_by_waiting(mail_server):
    notices(2)
    mail_server.after_data = ["421 Closing down"]
    turn = send_batch(now=MONDAY_9AM)
    assert "421" in turn.no_connection
    assert set(Notice.objects.values_list("outcome", "attempts")) == {("waiting", 0)}
    assert send_batch(now=MONDAY_9AM).sent == 2


def test_what_a_killed_sender_held_is_sent_when_its_lease_is_over(mail_server):
    notices(1)
    claim(MONDAY_9AM)  # and then nothing: the process is gone
    assert send_batch(now=MONDAY_9AM + lease() - SECOND).is_idle
    assert send_batch(now=MONDAY_9AM + lease()).sent == 1
    assert len(mail_server.taken) == 1


def test_a_sender_told_to_stop_gives_back_what_it_has_not_begun(mail_server):
    notices(3)
    asked = iter([False, True])
    turn = send_batch(now=MONDAY_9AM, is_stopping=lambda: next(asked))
    assert turn.sent == 1
    assert list(Notice.objects.filter(outcome="waiting").values_list("attempts", flat=True)) == [0, 0]
    assert send_batch(now=MONDAY_9AM).sent == 2


def test_words_that_fail_hold_up_nobody(mail_server):
    broken, _good = notices(2)
    Notice.objects.filter(pk=broken.pk).update(kind="planned", data={"until": "no instant"})
    send_batch(now=MONDAY_9AM)
    assert outcomes() == ["waiting", "sent"]
    broken.refresh_from_db()
    assert "ValueError" in broken.error


def test_a_right_lost_meanwhile_stops_the_mail(mail_server):
    gone, silent, _present = notices(3)
    type(gone.person).objects.filter(pk=gone.person_id).update(is_active=False)
    type(gone.person).objects.filter(pk=silent.person_id).update(wants_mail=False)
    send_batch(now=MONDAY_9AM)
    assert outcomes() == ["dropped", "dropped", "sent"]
    gone.refresh_from_db()
    assert gone.error == "The person is no longer active."
    assert gone.outcome_at <= timezone.now()


def test_in_a_trial_mails_are_kept_in_a_folder(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "helpdesk.mail.KeptMail", tmp_path / "mail"
    notices(2)
    assert send_batch(now=MONDAY_9AM).sent == 2
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2


def test_a_batch_is_read_at_once_and_each_mail_asks_little_more(mail_server, settings, django_assert_max_num_queries):
    settings.EMAIL_TIMEOUT = 60  # a turn lasts no longer, and a busy machine is slow
    notices(BATCH)
    with django_assert_max_num_queries(8 + 7 * BATCH):
        assert send_batch(now=MONDAY_9AM).sent == BATCH

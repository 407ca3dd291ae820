"""What agents are told: short, what it is about, and the way to the ticket."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from escalation.in_words import in_words, some_of
from escalation.models import HandOver
from tickets.models import TicketClock

from .. import links
from ..plain import apart
from .blocks import Asked, Facts, Link, Links, Paragraph, Words
from .news import name_of, written


def requester_wrote(news) -> Words:
    author = news.said.author if news.said else None
    heading = _("%(name)s wrote.") % {"name": name_of(author or news.ticket.requester)}
    return _words(news, news.subject, heading, written(news.said) if news.said else [])


def assigned(news) -> Words:
    subject = _("Assigned to you: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("This ticket is assigned to you."))


def offered(news) -> Words:
    subject = _("Offered: %(subject)s") % {"subject": news.subject}
    lines = []
    if news.data.get("deadline"):
        lines.append((_("Answer by"), news.when(datetime.fromisoformat(news.data["deadline"]))))
    after = Paragraph(_("Accept it, or give it back. Without an answer it is yours when the time is over."))
    return _words(news, subject, _("A ticket is offered to your team."), [*_sentence(news), after], lines)


def given_back(news) -> Words:
    subject = _("Given back: %(subject)s") % {"subject": news.subject}
    lines = _reason(news, HandOver.GiveBackReason)
    return _words(news, subject, _("The ticket you handed over was given back."), _sentence(news), lines)


def accepted(news) -> Words:
    subject = _("Accepted: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("The ticket you handed over was accepted."))


def warned(news) -> Words:
    subject = _("Due soon: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("Due soon: %(clock)s") % {"clock": _clock(news)}, lines=_due(news))


def breached(news) -> Words:
    subject = _("Overdue: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("Overdue: %(clock)s") % {"clock": _clock(news)}, lines=_due(news))


def of_its_kind(news) -> Words:
    """News whose kind says it all, with the sentence somebody wrote to it."""
    label = news.notice.get_kind_display()
    return _words(news, f"{label}: {news.subject}", f"{label}.", _sentence(news))


def urgency(news) -> Words:
    """That somebody says it has become more urgent; or, once a lead has decided, how."""
    accepted = news.data.get("accepted")
    if accepted is None:
        return of_its_kind(news)
    head = _("More urgent: accepted") if accepted else _("More urgent: declined")
    return _words(news, f"{head}: {news.subject}", f"{head}.", _sentence(news))


def consulted(news) -> Words:
    subject = _("Question to you: %(subject)s") % {"subject": news.subject}
    after = Paragraph(_("The ticket stays where it is. Please answer on the ticket."))
    return _words(news, subject, _("A colleague asks you about a ticket."), [*_sentence(news), after])


def consult_answered(news) -> Words:
    subject = _("Answer from a colleague: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("Your question is answered."), _sentence(news))


def call_lead(news) -> Words:
    """The lead is called: by the ladder, or because a ticket goes to and fro."""
    if news.data.get("reason") != "back_and_forth":
        subject = _("You are needed: %(subject)s") % {"subject": news.subject}
        return _words(news, subject, _("You are called as the lead of this team."), _to_acknowledge(news), _step(news))
    subject = _("To and fro: %(subject)s") % {"subject": news.subject}
    words = {"first": apart(news.data["teams"][0]), "second": apart(news.data["teams"][1])}
    told = _("This ticket has moved for the third time between %(first)s and %(second)s. Please agree who keeps it.")
    return _words(news, subject, _("A ticket goes to and fro."), [Paragraph(told % words)])


def moved(news) -> Words:
    subject = _("With your team: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("A ticket is now with your team."), _sentence(news), _reason(news, HandOver.Reason))


def not_moved(news) -> Words:
    subject = _("Nobody to hand over to: %(subject)s") % {"subject": news.subject}
    if news.data.get("reason") == "inactive":
        told = _("%(team)s, to which you offered it, is not active any more. The ticket stays with you.")
        words = {"team": apart(news.data["team"])}
        return _words(news, subject, _("The ticket could not be handed over."), [Paragraph(told % words)])
    told = _(
        "The time of this level is used up, but no team of the next level serves this customer. It stays with you."
    )
    return _words(news, subject, _("The ticket could not be handed over."), [Paragraph(told)])


def came_back(news) -> Words:
    subject = _("Waiting is over: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("Waiting is over: the ticket is in progress again."))


def reopened(news) -> Words:
    subject = _("Reopened: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("Your ticket is open again."))


def ladder(news) -> Words:
    """A step of the ladder: which one, whom else it reached, and how to spare others the next."""
    subject = _("Nobody has acted yet: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("Nobody has acted yet."), _to_acknowledge(news), _step(news))


def _to_acknowledge(news):
    if "clock" not in news.data:
        return []
    link = Link(_("Acknowledge"), links.acknowledge(news.ticket, news.data["clock"]))
    text = _("Then say so: steps of this clock that would follow fall away, for everybody.")
    return [Asked(_("Do you take care of it?"), text, [link])]


def _step(news):
    if "step" not in news.data:
        return []
    step = in_words(news.data["step"])
    lines = [(_("Step of the ladder"), f"{_clock(news)}, {step.when}: {step.what}"), *_due(news)]
    if others := news.data.get("people"):
        names = [person.get_full_name() for person in User.objects.filter(pk__in=others).order_by("pk")]
        lines.append((_("Also told"), apart(some_of(names))))
    return lines


def _words(news, subject, heading, blocks=(), lines=()):
    facts = Facts([*lines, *_what_it_is(news.ticket)])
    return Words(subject, heading, _preview(lines), [*blocks, facts, Links([news.to_ticket(_("Open the ticket"))])])


def _what_it_is(ticket):
    lines = [
        (_("Customer"), apart(ticket.organisation.name)),
        (_("Requester"), apart(ticket.requester.get_full_name())),
        (_("Priority"), f"{ticket.priority} · {ticket.get_priority_display()}"),
        (_("Team"), apart(ticket.team.name)),
    ]
    if ticket.assignee:
        lines.append((_("Agent"), apart(ticket.assignee.get_full_name())))
    return lines


def _preview(lines):
    return " · ".join(f"{label} {value}" for label, value in lines)


def _clock(news):
    return TicketClock.Kind(news.data["clock"]).label


def _due(news):
    due = news.data.get("due")
    return [(_("Due"), news.when(datetime.fromisoformat(due)))] if due else []


def _sentence(news):
    sentence = news.data.get("sentence")
    return [Paragraph(apart(sentence, 500), is_strong=True)] if sentence else []


def _reason(news, reasons):
    reason = news.data.get("reason")
    return [(_("Reason"), reasons(reason).label)] if reason in reasons.values else []

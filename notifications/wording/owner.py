"""What is told because of who has a ticket: nothing was heard of him, he is away, or nobody could be given it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core import times
from escalation.models import Ladder

from ..plain import apart
from .agents import _words
from .blocks import Paragraph, Words


def silent(news) -> Words:
    """To the agent himself, or of him to whoever stands in and leads."""
    if news.data.get("taken"):
        return _taken(news)
    if news.data.get("away"):
        subject = _("Agent away: %(subject)s") % {"subject": news.subject}
        heading = _("%(person)s is away and has this ticket.") % {"person": _agent(news)}
        return _words(news, subject, heading, _unless(news))
    subject = _("Nothing heard of you: %(subject)s") % {"subject": news.subject}
    time = times.length(timedelta(minutes=news.data.get("minutes", 0)))
    heading = _("Nothing has been heard of you on this ticket for %(time)s.") % {"time": time}
    enough = Paragraph(_("A note, an answer or a wait with a date is enough."))
    return _words(news, subject, heading, [enough, *_unless(news)])


def _unless(news):
    """When the ticket leaves the agent, and where it goes."""
    if "back" not in news.data:
        return []
    words = {"time": news.when(datetime.fromisoformat(news.data["back"])), "then": _then(news)}
    return [Paragraph(_("Unless something happens, it leaves the agent at %(time)s: %(then)s.") % words)]


def _taken(news):
    words = {"person": _agent(news)}
    why = (
        _("%(person)s is away.")
        if news.data.get("away")
        else _("Nothing had been heard of %(person)s, in spite of a reminder.")
    )
    told = [Paragraph(why % words)]
    if news.data.get("to"):
        subject = _("With another agent: %(subject)s") % {"subject": news.subject}
        return _words(news, subject, _("A ticket went to the agent's deputy."), told)
    subject = _("Back with the team: %(subject)s") % {"subject": news.subject}
    return _words(news, subject, _("A ticket is the team's again, and nobody has it."), told)


def nobody(news) -> Words:
    subject = _("Nobody there: %(subject)s") % {"subject": news.subject}
    words = {"team": apart(news.ticket.team.name)}
    told = _("Nobody of %(team)s is on duty who could be given this ticket. Please see who takes it.") % words
    return _words(news, subject, _("Nobody is there for a ticket."), [Paragraph(told)])


def _agent(news):
    person = User.objects.filter(pk=news.data.get("person")).first()
    return apart(person.get_full_name()) if person else _("The agent")


def _then(news):
    if news.data.get("then") == Ladder.Silent.DEPUTY:
        return _("to the deputy, else to the team")
    return _("to the team")

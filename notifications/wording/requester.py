"""What the requester, and whoever follows his ticket, is told. Times instead of promises, and no word of ours."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tickets.models import Ticket

from ..links import TO_ANSWER, TO_OBJECT, TO_REOPEN
from ..plain import apart
from ..times import day
from .blocks import Asked, Facts, Link, Links, Paragraph, Words
from .news import last_words, name_of, written


def received(news) -> Words:
    by_phone = news.ticket.channel == Ticket.Channel.PHONE
    when = news.when(news.ticket.opened_at)
    if not news.is_requester:
        heading = _("The report of %(name)s is with us.") % {"name": name_of(news.ticket.requester)}
        thanks = _("It came in %(time)s.") % {"time": when}
    elif by_phone:
        heading = _("We have noted your call.")
        thanks = _("Thank you for your call, noted %(time)s.") % {"time": when}
    else:
        heading = _("Your report is with us.")
        thanks = _("Thank you for your report, received %(time)s.") % {"time": when}
    blocks = [hello(news), Paragraph(thanks)]
    if by_phone and news.said:
        blocks += [Paragraph(_("This is what we have noted:"), is_small=True), *written(news.said)]
    times = news.times()
    if times:
        blocks += [Paragraph(_("This is what happens next:")), Facts(times)]
    blocks += [Paragraph(nothing_to_do()), Links([news.to_ticket(_("See the ticket"))]), *call_us(news)]
    preview = ", ".join(f"{label} {time}" for label, time in times) or thanks
    return Words(_("Received: %(subject)s") % {"subject": news.subject}, heading, preview, blocks)


def answer(news) -> Words:
    author = news.said.author if news.said else None
    heading = _("%(name)s has answered.") % {"name": name_of(author)} if author else _("We have answered.")
    blocks = [*(written(news.said) if news.said else [])]
    if times := news.times():
        blocks.append(Facts(times))
    blocks += [Paragraph(_add_something(), is_small=True)]
    if not settings.MAIL_REPLY_TO:
        blocks.append(Links([news.to_ticket(_("Answer"), place=TO_ANSWER, is_main=False)]))
    blocks += [*_talk_to(author), *last_words(news), _history(news)]
    return Words(news.subject, heading, _preview(news), blocks)


def question(news) -> Words:
    author = news.said.author if news.said else None
    if not news.is_requester:
        heading = _("There is a question for %(name)s.") % {"name": name_of(news.ticket.requester)}
    elif author:
        heading = _("%(name)s has a question for you.") % {"name": name_of(author)}
    else:
        heading = _("We have a question for you.")
    blocks = [*(written(news.said) if news.said else [])]
    if news.ticket.status == Ticket.Status.WAITING_REQUESTER:
        if news.is_requester:
            blocks.append(_your_turn(news))
        blocks += _held(news, _("The time has been paused since %(time)s, until there is an answer."))
        if not news.ticket.tier_version.chases:
            blocks += _comes_back(news, _("Without an answer we take it up again on %(day)s."))
    blocks += _object(news)
    blocks += [*_talk_to(author), *last_words(news), _history(news)]
    return Words(news.subject, heading, _preview(news), blocks)


def vendor(news) -> Words:
    name = apart(news.data.get("vendor", ""))
    heading = _("%(vendor)s is working on it.") % {"vendor": name}
    told = _("We have asked %(vendor)s for help. We keep an eye on it and tell you as soon as there is news.")
    if news.ticket.waits_for_own_it:
        heading = _("Your own IT is working on it.")
        told = _("We have asked your own IT for help. We keep an eye on it and tell you as soon as there is news.")
    blocks = [hello(news), Paragraph(told % {"vendor": name})]
    if news.ticket.status == Ticket.Status.WAITING_VENDOR:
        blocks += _held(news, _("The time has been paused since %(time)s, while others work on it."))
        blocks += _comes_back(news, _("We look at it again on %(day)s at the latest."))
    blocks += _object(news)
    if times := news.times():
        blocks.append(Facts(times))
    blocks += [Paragraph(nothing_to_do(), is_small=True), Links([news.to_ticket(_("See the ticket"))])]
    return Words(news.subject, heading, told % {"vendor": name}, blocks)


def planned(news) -> Words:
    when = news.when(datetime.fromisoformat(news.data["until"]))
    heading = _("A date is agreed: %(time)s") % {"time": when}
    blocks = [hello(news), Paragraph(_("We go on with it at the agreed date:")), Facts([(_("Agreed date"), when)])]
    if news.ticket.status == Ticket.Status.PLANNED:
        blocks += _held(news, _("The time has been paused since %(time)s, until that date."))
    blocks += _object(news)
    if times := news.times():
        blocks.append(Facts(times))
    change = _("Does the date not suit you? Tell us in the ticket.")
    blocks += [Paragraph(change), Links([news.to_ticket(_("See the ticket"))]), *call_us(news)]
    return Words(_("Date agreed: %(subject)s") % {"subject": news.subject}, heading, when, blocks)


def resolved(news) -> Words:
    ticket = news.ticket
    author = news.said.author if news.said else ticket.assignee
    when = news.when(ticket.resolved_at or news.notice.created_at)
    if author:
        told = _("%(name)s entered a solution (%(time)s):") % {"name": name_of(author), "time": when}
    else:
        told = _("We entered a solution (%(time)s):") % {"time": when}
    blocks = [hello(news), Paragraph(told), *(written(news.said) if news.said else [])]
    lines = [(_("Problem"), ticket.problem), (_("Cause"), ticket.cause), (_("Solution"), ticket.solution)]
    blocks.append(Facts([(label, apart(text, 2000)) for label, text in lines if text], are_texts=True))
    if ticket.status == Ticket.Status.RESOLVED:
        blocks += _not_solved(news)
    subject = _("Solved: %(subject)s") % {"subject": news.subject}
    return Words(subject, _("Is it really solved?"), apart(ticket.solution, 150), blocks)


def chased(news) -> Words:
    heading = _("We still need your answer.")
    blocks = [hello(news), Paragraph(_("We cannot go on without it. A short word is enough, also that it is settled."))]
    blocks += [*(written(news.said) if news.said else []), Links([news.to_ticket(_("Answer"), place=TO_ANSWER)])]
    if news.ticket.chases == news.ticket.tier_version.chases:
        blocks += _comes_back(
            news, _("If we hear nothing until %(day)s, we take it as settled; you can reopen it then.")
        )
    blocks += _object(news)
    return Words(_("Reminder: %(subject)s") % {"subject": news.subject}, heading, heading, blocks)


def urgency_decided(news) -> Words:
    accepted = news.data.get("accepted")
    heading = _("We treat it as more urgent now.") if accepted else _("We stay with the time we named.")
    answer = news.data.get("answer", "")
    blocks = [hello(news), *([Paragraph(apart(answer))] if answer else [])]
    if times := news.times():
        blocks.append(Facts(times))
    blocks += [Links([news.to_ticket(_("See the ticket"))]), *call_us(news)]
    return Words(_("About the urgency: %(subject)s") % {"subject": news.subject}, heading, heading, blocks)


def reopened(news) -> Words:
    blocks = [hello(news), Paragraph(_("We have taken up your ticket again."))]
    if times := news.times():
        blocks += [Paragraph(_("This is what happens next:")), Facts(times)]
    blocks += [Paragraph(nothing_to_do()), Links([news.to_ticket(_("See the ticket"))])]
    return Words(news.subject, _("We are working on it again."), "", blocks)


def hello(news):
    if not news.person.first_name:
        return Paragraph(_("Hello,"))
    return Paragraph(_("Hello %(name)s,") % {"name": name_of(news.person)})


def nothing_to_do():
    return f"{_('You need not do anything now.')} {_add_something()}"


def _add_something():
    if settings.MAIL_REPLY_TO:
        return _("Something to add? Just reply to this e-mail.")
    return _("Something to add? Write it in the ticket.")


def _your_turn(news):
    text = _("Reply to this e-mail, or answer in the ticket.") if settings.MAIL_REPLY_TO else _("Answer in the ticket.")
    return Asked(_("It is your turn."), text, [news.to_ticket(_("Answer"), place=TO_ANSWER)])


def _held(news, sentence):
    if not news.is_time_held:
        return []
    return [Paragraph(sentence % {"time": news.when(news.notice.created_at)}, is_small=True)]


def _comes_back(news, sentence):
    until = news.ticket.waiting_until
    return [Paragraph(sentence % {"day": day(until, now=news.now)}, is_small=True)] if until else []


def _object(news):
    """While the ticket waits, its requester may say that this is not right: a page that asks first, then one press."""
    if not (news.is_requester and news.ticket.is_waiting):
        return []
    link = news.to_ticket(_("This wait is not right"), place=TO_OBJECT, is_main=False)
    return [Paragraph(_("Should we go on at once?"), is_small=True, link=link)]


def _not_solved(news):
    if settings.MAIL_REPLY_TO:
        text = _("Then we go on. Reply to this e-mail, or tell us in the ticket.")
    else:
        text = _("Then we go on. Tell us in the ticket.")
    blocks = [Asked(_("Not solved?"), text, [news.to_ticket(_("No, not yet"), place=TO_REOPEN, is_main=False)])]
    version = news.ticket.tier_version
    if version.close_after_days is not None:
        closes = news.ticket.resolved_at + timedelta(days=version.close_after_days)
        last = closes + timedelta(days=version.reopen_days)
        told = _("Without an answer we close the ticket on %(day)s, and until %(last)s you can reopen it.")
        told = told % {"day": day(closes, now=news.now), "last": day(last, now=news.now)}
        blocks.append(Paragraph(told, is_small=True))
    return blocks


def _talk_to(author):
    if author is None or not author.phone:
        return []
    return [_phone(_("Rather talk? %(name)s:") % {"name": name_of(author)}, author.phone)]


def call_us(news):
    return [_phone(_("Is it urgent? Call us:"), news.provider.phone)] if news.provider.phone else []


def _phone(text, number):
    dialled = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return Paragraph(text, is_small=True, link=Link(apart(number, 40), f"tel:{dialled}"))


def _history(news):
    return Paragraph("", is_small=True, link=news.to_ticket(_("See the whole history")))


def _preview(news):
    return apart(news.said.body, 150) if news.said else ""

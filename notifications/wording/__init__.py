"""Which words a notice gets: one function per kind, found under the kind's name."""

from tickets.models import Notice

from . import agents, owner, promised, requester, vendors
from .blocks import Words
from .news import News

REQUESTER = {
    Notice.Kind.RECEIVED: requester.received,
    Notice.Kind.ANSWER: requester.answer,
    Notice.Kind.QUESTION: requester.question,
    Notice.Kind.VENDOR: requester.vendor,
    Notice.Kind.PLANNED: requester.planned,
    Notice.Kind.RESOLVED: requester.resolved,
    Notice.Kind.REOPENED: requester.reopened,
    Notice.Kind.PROMISE_CHANGED: promised.promise_changed,
    Notice.Kind.MERGED: promised.merged,
    Notice.Kind.CHASED: requester.chased,
    Notice.Kind.URGENCY_DECIDED: requester.urgency_decided,
}
AGENTS = {
    Notice.Kind.REQUESTER_WROTE: agents.requester_wrote,
    Notice.Kind.ASSIGNED: agents.assigned,
    Notice.Kind.OFFERED: agents.offered,
    Notice.Kind.GIVEN_BACK: agents.given_back,
    Notice.Kind.ACCEPTED: agents.accepted,
    Notice.Kind.WARNED: agents.warned,
    Notice.Kind.BREACHED: agents.breached,
    Notice.Kind.MOVED: agents.moved,
    Notice.Kind.NOT_MOVED: agents.not_moved,
    Notice.Kind.CAME_BACK: agents.came_back,
    Notice.Kind.REOPENED: agents.reopened,
    Notice.Kind.LADDER: agents.ladder,
    Notice.Kind.CALL_LEAD: agents.call_lead,
    Notice.Kind.SILENT: owner.silent,
    Notice.Kind.NOBODY: owner.nobody,
    Notice.Kind.CONSULTED: agents.consulted,
    Notice.Kind.CONSULT_ANSWERED: agents.consult_answered,
    Notice.Kind.VENDOR_LATE: vendors.vendor_late,
    Notice.Kind.PARTY_WROTE: vendors.party_wrote,
    Notice.Kind.OBJECTED: agents.of_its_kind,
    Notice.Kind.URGENCY_ASKED: agents.urgency,
}


def words_for(news: News) -> Words:
    """Put the news into the active language, in the active time zone."""
    if news.notice.kind == Notice.Kind.TO_PARTY:
        return vendors.to_party(news)
    return (REQUESTER if news.is_for_requester else AGENTS)[news.notice.kind](news)

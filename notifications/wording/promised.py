"""News about what the requester was told to expect: another time, or another ticket in which it goes on."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.models import Commitment, Ticket

from ..plain import apart
from .blocks import Facts, Links, Paragraph, Words
from .news import label_of
from .requester import call_us, hello, nothing_to_do

SOLUTION = Commitment.Kind.SOLUTION


@dataclass(frozen=True)
class Told:
    """One time as the notice carries it: what the record of promises got with the same change."""

    kind: str
    due_at: datetime
    before: datetime | None
    reason: str
    note: str


def told_in(notice) -> list[Told]:
    return [
        Told(
            told["kind"],
            datetime.fromisoformat(told["due"]),
            datetime.fromisoformat(told["before"]) if told["before"] else None,
            told["reason"],
            told["note"],
        )
        for told in notice.data.get("told", ())
    ]


def promise_changed(news) -> Words:
    """What is told now, what was told before, and why, a block for each time that changed; then what still holds."""
    changes = told_in(news.notice)
    blocks = [hello(news), *(Facts(_lines(news, told)) for told in changes)]
    if still := news.times(without={told.kind for told in changes}):
        blocks.append(Facts(still))
    blocks += [Paragraph(nothing_to_do()), Links([news.to_ticket(_("See the ticket"))]), *call_us(news)]
    preview = ", ".join(f"{label_of(told)} {news.until(told)}" for told in changes)
    return Words(_("New time: %(subject)s") % {"subject": news.subject}, _heading(changes), preview, blocks)


def _lines(news, told):
    lines = [
        (label_of(told), news.until(told, before=told.before)),
        (_("Reason"), f"{Commitment.Reason(told.reason).label}."),
    ]
    return [*lines, (_("What was said about it"), apart(told.note))] if told.note else lines


def _heading(changes):
    solution = next((told for told in changes if told.kind == SOLUTION and told.before), None)
    if solution is None:
        return _("The expected time has changed.")
    if solution.due_at < solution.before:
        return _("It will probably be solved sooner.")
    return _("It will probably be solved later.")


def merged(news) -> Words:
    into = news.ticket.merged_into
    told = _(
        "It is about the same as another ticket. From now on we go on with both in one, and you find all news there."
    )
    blocks = [hello(news), Paragraph(told)]
    if into is not None and Ticket.objects.visible_to(news.person).filter(pk=into.pk).exists():
        blocks.append(Facts([(_("It goes on in"), apart(f"#{into.pk} {into.subject}"))]))
    blocks += [Paragraph(nothing_to_do()), Links([news.to_ticket(_("See the ticket"))]), *call_us(news)]
    subject = _("Merged: %(subject)s") % {"subject": news.subject}
    return Words(subject, _("Your report goes on in another ticket."), told, blocks)

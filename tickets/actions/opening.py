from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from accounts.responsible import Responsibilities
from core.choices import Level
from core.errors import InvalidInput, NoResponsibleTeam
from core.text import SUBJECT_LIMIT, clean_line
from sla.choosing import OVERRIDE, choose_tier

from ..changing import Change, changing
from ..checks import require_own_device, require_text
from ..models import Event, Follower, Message, Notice, Ticket


def open_ticket(*, by, now, **report) -> Ticket:
    """Open a ticket: classified, promised, with its clocks running and the requester told.

    `report` is what open_inside takes. Raises InvalidInput for a subject or text that is empty or too long,
    NoResponsibleTeam where there is no team.
    """
    with changing([], by=by, now=now) as batch:
        change = open_inside(batch, by=by, now=now, **report)
    return change.ticket


def open_inside(
    batch,
    *,
    by,
    now,
    requester,
    organisation,
    subject,
    body,
    category,
    impact,
    urgency,
    channel=Ticket.Channel.PORTAL,
    service=None,
    device=None,
    site=None,
    answers=(),
    attachments=(),
    followers=(),
    team=None,
    assignee=None,
    tier_version=None,
    external_id=None,
) -> Change:
    """Open a ticket within a batch.

    The tier comes from the contract of device or organisation, the priority from the tier's matrix, the team from what first
    level is responsible for; `team`, `tier_version` and `assignee` may be given instead. A call is an answer at once.
    """
    subject = _subject(subject)
    body = require_text(body, _("Describe what is wrong, in a sentence or two."))
    require_own_device(device, organisation.pk)
    reason = OVERRIDE
    if tier_version is None:
        tier_version, reason = choose_tier(organisation, now=now, device=device)
    team = team or first_team(category, service, organisation)
    ticket = Ticket(
        external_id=external_id,
        subject=subject,
        organisation=organisation,
        site=site,
        requester=requester,
        channel=channel,
        category=category,
        service=service,
        device=device,
        answers=list(answers),
        impact=impact,
        urgency=urgency,
        priority=tier_version.priority_for(impact, urgency),
        level=team.level,
        team=team,
        assignee=assignee,
        tier_version=tier_version,
        tier_reason=reason,
        opened_at=now,
    )
    change = batch.open(ticket, by=by, now=now)
    batch.promise(tier_version)
    _tell_the_story(change, body, attachments, assignee)
    for person in followers:
        change.add(Follower(ticket=ticket, user=person))
    return change


def _tell_the_story(change, body, attachments, assignee):
    ticket = change.ticket
    change.record(
        Event.Kind.OPENED,
        promise=ticket.tier_version_id,
        tier_reason=ticket.tier_reason,
        priority=ticket.priority,
        category=ticket.category,
        level=ticket.level,
        team=ticket.team_id,
        channel=ticket.channel,
    )
    by_phone = ticket.channel == Ticket.Channel.PHONE
    message = change.say(
        Message.Kind.CALL if by_phone else Message.Kind.REPLY,
        body,
        direction=Message.Direction.IN,
        is_public=True,
        attachments=attachments,
        reached=True if by_phone else None,
    )
    change.record(Event.Kind.ANSWERED if by_phone else Event.Kind.MESSAGE, message=message, kind=message.kind)
    if assignee is not None:
        change.record(Event.Kind.ASSIGNED, to=assignee.pk)
        ticket.status = Ticket.Status.OPEN
        change.record(Event.Kind.STATUS, status=ticket.status)
        change.tell(assignee, Notice.Kind.ASSIGNED)
    change.tell_requester(Notice.Kind.RECEIVED, message=message)


def _subject(subject):
    subject = clean_line(subject or "")
    if not subject:
        raise InvalidInput(_("Give the ticket a subject."))
    if len(subject) > SUBJECT_LIMIT:
        raise InvalidInput(_("The subject is too long. Shorten it to 200 characters; details go into the text below."))
    return subject


def first_team(category, service, organisation) -> Team:
    """Return the first level's team for a new ticket; a report is never refused for want of a better-fitting one."""
    responsible = Responsibilities()
    wanted = {"category": category, "skill": service.skill if service else "", "organisation_id": organisation.pk}
    for level in Level.values:
        if team := responsible.team_for(level=level, **wanted):
            return team
    if responsible.teams:
        return min(responsible.teams, key=lambda team: (team.level, team.pk))
    raise NoResponsibleTeam(_("There is no team yet that could take this. Please call us."))

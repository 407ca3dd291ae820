from zoneinfo import ZoneInfo

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation, User
from catalogue.models import Device
from core.errors import InvalidInput
from sla.choosing import choose_tier
from sla.models import Contract, Target
from sla.promises import compiled_calendar
from tickets.models import Message, Ticket

from ..access import for_agents
from ..pages import show
from ..queue import page_of
from ..rows import rows_for

PEOPLE, DEVICES, CALLS, PROVIDERS = 50, 50, 8, 50


@for_agents
@require_safe
def customer(request, pk):
    """What an agent has to know of a customer before he acts: notes, contract, people, open tickets, devices."""
    now = timezone.now()
    organisation = get_object_or_404(Organisation.objects.served_by(request.user), pk=pk)
    workable = Ticket.objects.workable_by(request.user).filter(organisation=organisation)
    tickets, further = page_of(workable.unfinished(), None)
    people = User.objects.filter(memberships__organisation=organisation, is_active=True).order_by(
        "-is_important", "first_name", "last_name"
    )
    calls = Message.objects.filter(ticket__in=workable, kind=Message.Kind.CALL)  # all rows: of workable tickets
    calls = calls.select_related("author", "ticket")
    devices = Device.objects.filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "rows": rows_for(tickets, now=now),
        "further": further,
        "people": people[:PEOPLE],
        "sites": organisation.sites.all(),
        "devices": devices.select_related("owner", "site", "vendor", "contract__tier")[:DEVICES],
        "providers": organisation.provider_contracts.select_related("vendor", "site", "service")[:PROVIDERS],
        "calls": calls.order_by("-at")[:CALLS],
        **_promise(organisation, now),
    }
    return show(request, "desk/customer/page.html", context, now=now)


def _promise(organisation, now):
    """The contract of today, the tier that applies, its targets as rows per priority, and whether somebody is there."""
    day = now.astimezone(ZoneInfo(organisation.time_zone)).date()
    contracts = Contract.objects.filter(organisation=organisation, for_devices=False)
    contract = contracts.valid_on(day).select_related("tier").first()
    try:
        version, reason = choose_tier(organisation, now=now)
    except InvalidInput:
        return {"contract": contract, "version": None}
    hours = compiled_calendar(version.calendar_id)
    return {
        "contract": contract,
        "version": version,
        "by_contract": reason == "contract",
        "promises": promise_rows(version),
        "is_open": hours.open_at(now),
        "opens_at": hours.next_opening(now),
    }


def promise_rows(version):
    """[(priority, [first response, next update, resolution])] of the targets without a category."""
    targets = {(t.priority, t.clock): t for t in version.targets.filter(category__isnull=True)}
    clocks = (Target.Clock.FIRST_RESPONSE, Target.Clock.NEXT_UPDATE, Target.Clock.RESOLUTION)
    return [(priority, [targets.get((priority, clock)) for clock in clocks]) for priority in ("P1", "P2", "P3", "P4")]

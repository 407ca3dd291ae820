"""Which tiers a customer had, has and will have, as a line in time."""

from dataclasses import dataclass
from datetime import timedelta

from sla.models import Contract

AHEAD = timedelta(days=365)  # shown of a contract without an end
LABELLED = 14  # percent: a narrower bar has no room for its name


@dataclass(frozen=True)
class Span:
    """A bar; `x` and `width` in percent of the line."""

    contract: Contract
    x: str
    width: str
    is_now: bool
    is_labelled: bool


@dataclass(frozen=True)
class Line:
    spans: list[Span]
    today: str  # where today is, in percent

    @property
    def newest_first(self):
        return self.spans[::-1]


def line_of(organisation, today) -> Line | None:
    """The organisation's own contracts, those of single devices left out; None where there are none."""
    contracts = list(
        Contract.objects.filter(organisation=organisation, for_devices=False)
        .select_related("tier", "organisation")
        .order_by("valid_from")
    )
    if not contracts:
        return None
    first = min(contracts[0].valid_from, today)
    last = max(today, *(contract.valid_until or max(contract.valid_from, today) + AHEAD for contract in contracts))
    days = max((last - first).days + 1, 1)
    spans = [_span(contract, first, last, days, today) for contract in contracts]
    return Line(spans, _percent((today - first).days + 0.5, days))


def _span(contract, first, last, days, today):
    until = contract.valid_until or last
    length = (until - contract.valid_from).days + 1
    is_now = contract.valid_from <= today <= until
    return Span(
        contract,
        _percent((contract.valid_from - first).days, days),
        _percent(length, days),
        is_now,
        100 * length / days >= LABELLED,
    )


def _percent(part, whole):
    return f"{100 * part / whole:.2f}%"

"""Vendor cases across tickets: those who let us wait first, then what comes next."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from escalation.models import VendorCase, VendorStep
from escalation.vendor_clock import late_since, read_hours, reading

MOST = 300  # open cases in one list
WHICH = {
    "open": gettext_lazy("All open"),
    "late": gettext_lazy("Late"),
    "ours": gettext_lazy("Waits for us"),
    "visits": gettext_lazy("Visit ahead"),
}


@dataclass(frozen=True)
class Asked:
    """What of the list is asked for; words nobody offers count as none."""

    whose: str = "all"
    which: str = "open"
    vendor: int | None = None

    @classmethod
    def of(cls, query):
        vendor = query.get("vendor", "")
        return cls(
            whose="mine" if query.get("whose") == "mine" else "all",
            which=query.get("which") if query.get("which") in WHICH else "open",
            vendor=int(vendor) if vendor.isascii() and vendor.isdigit() and len(vendor) < 10 else None,
        )


class CaseList:
    def __init__(self, user, asked, *, now):
        self.user, self.asked, self.now = user, asked, now

    @cached_property
    def everything(self):
        cases = VendorCase.objects.open().visible_to(self.user)
        related = ("vendor", "calendar", "ticket__organisation", "ticket__assignee", "ticket__team")
        cases = cases.select_related(*related).prefetch_related("steps").order_by("-opened_at")
        return [CaseRow(case, self.now) for case in read_hours(self._mine(cases)[:MOST])]

    def _mine(self, cases):
        if self.asked.whose != "mine":
            return cases
        return cases.filter(Q(ticket__assignee=self.user) | Q(ticket__assignee=None, opened_by=self.user))

    @cached_property
    def of_vendor(self):
        wanted = self.asked.vendor
        return [row for row in self.everything if wanted in (None, row.case.vendor_id)]

    @cached_property
    def rows(self):
        rows = [row for row in self.of_vendor if row.is_in(self.asked.which)]
        return sorted(rows, key=lambda row: row.order)

    @property
    def chips(self):
        """(which, its name, how many) of each part of the list."""
        for which, label in WHICH.items():
            yield which, label, sum(row.is_in(which) for row in self.of_vendor)

    @property
    def vendors(self):
        """Whom there are cases with."""
        return Organisation.objects.filter(pk__in={row.case.vendor_id for row in self.everything}).order_by("name")


class CaseRow:
    def __init__(self, case, now):
        self.case, self.ticket, self.now = case, case.ticket, now

    @cached_property
    def late_since(self):
        return late_since(self.case, self.now)

    @cached_property
    def reading(self):
        return reading(self.case, self.now)

    @cached_property
    def is_ours(self):
        """Something of ours is missing: what we owe, a word to a date they propose, a look at what they have done."""
        asked = any(step.asked_of == VendorStep.Side.US and not step.done_at for step in self.case.steps.all())
        said_done = self.case.said_done_at is not None and self.case.confirmed_at is None
        return asked or said_done or self.reading.state == "paused"

    @cached_property
    def visit(self):
        visits = (s for s in self.case.steps.all() if s.is_visit and not s.done_at and not s.asked_of)
        ahead = (step for step in visits if step.due_at > self.now)
        return min(ahead, key=lambda step: step.starts_at, default=None)

    @cached_property
    def next(self) -> tuple[datetime | None, str]:
        """What comes next, and when."""
        if self.late_since:
            return self.late_since, _("was due")
        steps = [s for s in self.case.steps.all() if not s.done_at and not s.asked_of and (s.starts_at or s.due_at)]
        dates = [(step.starts_at or step.due_at, step.what) for step in steps]
        if self.reading.due_at and not self.case.confirmed_at:
            dates.append((self.reading.due_at, _("promised")))
        return min(dates, default=(None, _("no date yet")))

    @property
    def order(self):
        at = self.next[0]
        return self.late_since is None, not self.is_ours, at is None, at, self.case.pk

    def is_in(self, which):
        return bool({"open": True, "late": self.late_since, "ours": self.is_ours, "visits": self.visit}[which])

    @property
    def pill(self):
        """(look, icon, words) of how it stands."""
        case = self.case
        if case.confirmed_at:
            return "resolved", "circle-check", _("Confirmed")
        if case.said_done_at:
            return "warn", "circle-check", _("They say: done")
        if self.reading.state == "paused":
            return "warn", "circle-pause", _("They wait for us")
        if self.is_ours:
            return "warn", "circle-question-mark", _("Proposes a date")
        if self.late_since:
            return "bad", "alarm-clock", _("Late")
        return "vendor", "truck", _("With them")

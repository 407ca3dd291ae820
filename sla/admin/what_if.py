"""What if: closed tickets read again under a draft or other hours. Asked here, answered by a worker (reports.whatif)."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.choices import Category, Priority
from core.errors import DomainError
from reports.models import Outcome, WhatIf
from reports.table import (
    CLOCK_LABELS,
    WAS_KEPT,
    WAS_LATE,
    WOULD_BE_KEPT,
    WOULD_BE_LATE,
    group_counts,
    table,
    tickets_behind,
)
from reports.tasks import ask_worker
from reports.whatif import ask, cancel, is_outdated

from .what_if_form import CalendarQuestion, TierQuestion

PER_PAGE = 50
RECENT = 10
# The figures of the table, each leading to its tickets.
FIGURES = {
    "kept_today": WAS_KEPT,
    "late_today": WAS_LATE,
    "kept": WOULD_BE_KEPT,
    "late": WOULD_BE_LATE,
    "newly_breached": (Outcome.NEWLY_BREACHED,),
    "newly_kept": (Outcome.NEWLY_KEPT,),
}


class WhatIfPages:
    """The pages for one kind of thing; mixed into its ModelAdmin."""

    what_if_form = None

    def get_urls(self):
        kind = self.opts.model_name
        pages = {
            "": ("", self.what_if),
            "_result": ("<int:run>/", self.what_if_result),
            "_cancel": ("<int:run>/cancel/", self.what_if_cancel),
            "_tickets": ("<int:run>/tickets/", self.what_if_tickets),
        }
        mine = [
            path(f"<int:pk>/what-if/{rest}", self.admin_site.admin_view(view), name=f"sla_{kind}_whatif{name}")
            for name, (rest, view) in pages.items()
        ]
        return [*mine, *super().get_urls()]

    def runs(self, thing):
        raise TypeError("each kind says which questions are about it")

    def what_if(self, request, pk):
        """The question, and those that were asked before."""
        thing, now = self._thing(request, pk), timezone.now()
        form = self.what_if_form(
            request.POST if request.method == "POST" else None, now=now, **{self.opts.model_name: thing}
        )
        if request.method == "POST" and form.is_valid():
            try:
                asked = ask(by=request.user, now=now, **form.question)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                transaction.on_commit(lambda: ask_worker(asked.pk))
                return redirect(self._address("_result", thing, asked))
        runs = self.runs(thing).select_related("by", "version", "instead")[:RECENT]
        recent = [{"run": run, "address": self._address("_result", thing, run), "words": words_of(run)} for run in runs]
        return self._page(request, thing, "ask", _("What if …?"), form=form, recent=recent, now=now)

    def what_if_result(self, request, pk, run):
        """Progress while it runs, then the table."""
        thing, what_if = self._run(request, pk, run)
        tickets = self._address("_tickets", thing, what_if)
        blocks = table(group_counts(what_if)) if what_if.state == WhatIf.State.DONE else []
        return self._page(
            request,
            thing,
            "result",
            words_of(what_if),
            what_if=what_if,
            summary=[_line_shown(block.total, tickets) for block in blocks],
            blocks=[(_clock(block.total), [_line_shown(line, tickets) for line in block.lines]) for block in blocks],
            has_first=any(block.total.counts[name] for block in blocks for name in ("first_kept", "first_breached")),
            is_outdated=bool(blocks) and is_outdated(what_if),
            here=self._address("_result", thing, what_if),
            cancel=self._address("_cancel", thing, what_if),
            again=self._address("", thing),
            now=timezone.now(),
        )

    def what_if_cancel(self, request, pk, run):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        thing, what_if = self._run(request, pk, run)
        cancel(what_if, by=request.user, now=timezone.now())
        return redirect(self._address("_result", thing, what_if))

    def what_if_tickets(self, request, pk, run):
        """The tickets behind one figure, page by page."""
        thing, what_if = self._run(request, pk, run)
        chosen = _chosen(request.GET)
        groups = what_if.groups.filter(**chosen["filters"]).order_by()
        pages = Paginator(tickets_behind(groups).order_by("pk"), PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        return self._page(
            request,
            thing,
            "tickets",
            chosen["title"],
            page=page,
            numbers=list(pages.get_elided_page_range(page.number)),
            query=urlencode(chosen["query"]),
            back=self._address("_result", thing, what_if),
            words=words_of(what_if),
            now=timezone.now(),
        )

    def _thing(self, request, pk):
        thing = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        return thing

    def _run(self, request, pk, run):
        thing = self._thing(request, pk)
        runs = self.runs(thing).select_related("by", "version__tier", "calendar", "instead")
        return thing, get_object_or_404(runs, pk=run)

    def _address(self, name, thing, run=None):
        return reverse(f"admin:sla_{self.opts.model_name}_whatif{name}", args=[thing.pk, *([run.pk] if run else [])])

    def _page(self, request, thing, template, title, **context):
        common = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "thing": thing}
        common["back"] = reverse(f"admin:sla_{self.opts.model_name}_change", args=[thing.pk])
        return render(request, f"admin/sla/whatif/{template}.html", {**common, **context})


class TierWhatIf(WhatIfPages):
    what_if_form = TierQuestion

    def runs(self, thing):
        return WhatIf.objects.filter(version__tier=thing)


class CalendarWhatIf(WhatIfPages):
    what_if_form = CalendarQuestion

    def runs(self, thing):
        return WhatIf.objects.filter(calendar=thing)


def words_of(what_if) -> str:
    """Version 7, 3 months; hours of “Office”, 1 month; planned hours, 1 month."""
    n = what_if.months
    months = ngettext("%(n)d month", "%(n)d months", n) % {"n": n}
    if what_if.version:
        return _("Version %(number)s, %(months)s") % {"number": what_if.version.number, "months": months}
    if what_if.instead:
        return _("Hours of “%(calendar)s”, %(months)s") % {"calendar": what_if.instead, "months": months}
    return _("Planned hours, %(months)s") % {"months": months}


def _clock(line):
    return CLOCK_LABELS[line.clock]


def _line_shown(line, address):
    """A line of the table, its figures with the addresses of their tickets."""
    place = {"clock": line.clock, "priority": line.priority, "category": line.category}
    place = {name: value for name, value in place.items() if value}
    change = None if None in (line.share, line.share_today) else line.share - line.share_today
    return {
        "line": line,
        "clock": _clock(line),
        "is_internal": line.clock == "level",
        "category": Category(line.category).label if line.category else "",
        "change": change,
        "figures": [
            {
                "name": name,
                "count": getattr(line, name),
                "address": f"{address}?{urlencode({**place, 'figure': name})}",
            }
            for name in FIGURES
        ],
    }


def _chosen(params):
    """What an address asks for. What it cannot mean is left out."""
    known = {"clock": CLOCK_LABELS, "priority": {p: p for p in Priority.values}, "category": dict(Category.choices)}
    query = {name: params[name] for name, labels in known.items() if params.get(name) in labels}
    words = [str(known[name][value]) for name, value in query.items()]
    filters = dict(query)
    if (figure := params.get("figure")) in FIGURES:
        filters["outcome__in"] = FIGURES[figure]
        query["figure"] = figure
        words.append(FIGURE_WORDS[figure]())
    return {"filters": filters, "query": query, "title": " · ".join(words) or _("All tickets read again")}


FIGURE_WORDS = {
    "kept_today": lambda: _("kept as it was"),
    "late_today": lambda: _("late as it was"),
    "kept": lambda: _("would be kept"),
    "late": lambda: _("would be late"),
    "newly_breached": lambda: _("newly late"),
    "newly_kept": lambda: _("newly kept"),
}

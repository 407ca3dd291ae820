"""Moving a customer to another tier: for which tickets and from which day, what it would do, and then doing it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, TargetInPast
from core.times import day
from reports.moving import ContractChange, moving
from sla.activating import move_contract
from sla.contracting import move
from sla.models import Activation, Contract, Tier

from .contract_form import today_of
from .moving_list import moving_list

Mode = Activation.Mode


class MoveForm(forms.Form):
    """Whether the move is allowed, the verb itself says: it is tried, and taken back."""

    tier = forms.ModelChoiceField(
        Tier.objects.all(),
        label=_("To tier"),
        empty_label=_("choose"),
        error_messages={"required": _("Choose the tier the customer moves to.")},
    )
    from_day = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say from which day on. Today means at once.")},
    )
    mode = forms.ChoiceField(choices=Mode, initial=Mode.NEW)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args, contract, now, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.contract, self.now = contract, now
        self.fields["tier"].queryset = Tier.objects.exclude(pk=contract.tier_id)
        self.fields["from_day"].widget.attrs["min"] = today_of(contract.organisation, now).isoformat()
        self.fields["reason"].widget.attrs["class"] = "vTextField"

    def clean(self):
        cleaned = super().clean()
        if not self.errors and (refusal := self._refusal()):
            self.add_error(self._place(refusal), refusal.sentence)
        return cleaned

    def _refusal(self):
        with transaction.atomic():
            try:
                move_contract(self.contract, now=self.now, **self.how)
            except DomainError as refusal:
                return refusal
            finally:
                transaction.set_rollback(True)
        return None

    def _place(self, refusal):
        ends = self.contract.valid_until
        if isinstance(refusal, TargetInPast) or (ends and ends < self.cleaned_data["from_day"]):
            return "from_day"
        is_unexplained = self.cleaned_data["mode"] == Mode.START and not self.cleaned_data["reason"].strip()
        return "reason" if is_unexplained else "tier"

    @property
    def how(self):
        """What was chosen, as the verb takes it. Needs clean fields."""
        return {name: self.cleaned_data[name] for name in ("tier", "from_day", "mode", "reason")}


class WithMove:
    """Adds the move to the pages of contracts."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.move_view)
        return [path("<int:pk>/move/", view, name="sla_contract_move"), *super().get_urls()]

    def move_view(self, request, pk):
        """GET asks and, once something is chosen, shows what it would do. POST does it."""
        contract = get_object_or_404(Contract.objects.select_related("organisation", "tier"), pk=pk)
        if not self.has_change_permission(request, contract):
            raise PermissionDenied
        now = timezone.now()
        if (successor := successor_of(contract)) is not None:
            words = {"tier": successor.tier}
            messages.info(request, _("This contract is followed by “%(tier)s” already. Move that one instead.") % words)
            return redirect("admin:sla_contract_change", successor.pk)
        asked = request.POST if request.method == "POST" else request.GET if "mode" in request.GET else None
        first = {"from_day": max(today_of(contract.organisation, now), contract.valid_from), "mode": Mode.NEW}
        form = MoveForm(asked, contract=contract, now=now, initial=first)
        if asked is not None and form.is_valid():
            if request.method == "POST":
                return self._move(request, contract, form)
            return self._ask(request, contract, form, status=200)
        return self._ask(request, contract, form, status=200 if asked is None else 422)

    def _ask(self, request, contract, form, *, status):
        page = {
            **self.admin_site.each_context(request),
            **_preview(form, request.GET),
            "opts": self.opts,
            "contract": contract,
            "form": form,
            "mode": form["mode"].value(),
            "now": form.now,
            "title": gettext("Move %(customer)s to another tier") % {"customer": contract.organisation},
            "back": reverse("admin:sla_contract_change", args=[contract.pk]),
        }
        return render(request, "admin/sla/contract/move.html", page, status=status)

    def _move(self, request, contract, form):
        try:
            moved = move(contract, by=request.user, door="admin", now=form.now, **form.how)
        except IntegrityError:
            messages.error(request, _("Somebody else has changed this contract meanwhile. Nothing was done here."))
            return redirect("admin:sla_contract_change", contract.pk)
        words = {"customer": moved.organisation, "tier": moved.tier, "day": day(form.cleaned_data["from_day"])}
        messages.success(request, _("%(customer)s has “%(tier)s” from %(day)s on.") % words)
        return redirect("admin:sla_contract_change", moved.pk)


def successor_of(contract):
    """The contract that takes over from this one; None where none does."""
    return Contract.objects.filter(replaces=contract).select_related("tier").first()


def _preview(form, params):
    """What the choice would do; nothing as long as none is made."""
    if not form.is_bound or not form.is_valid():
        return {"moving": None, "counts": None}
    said = form.cleaned_data
    change = ContractChange(form.contract, said["tier"], mode=said["mode"], from_day=said["from_day"], now=form.now)
    preview = moving(change, now=form.now)
    counts = {
        "open": preview.total,
        "promises": preview.earlier + preview.later,
        "late": preview.counts["newly_late"],
        "in_time": preview.counts["newly_in_time"],
    }
    after = gettext("With %(tier)s") % {"tier": said["tier"]}
    return {"moving": moving_list(preview, params, after=after), "counts": counts}

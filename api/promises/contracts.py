import django_filters as filters
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema

from reports.moving import ContractChange
from sla.activating import move_contract
from sla.contracting import move, write_contract
from sla.models import Activation, Contract

from ..filters import KeyFilter
from . import inputs, shown
from .base import PromiseDoor, PromiseList, with_revision
from .previews import PreviewShown, show_preview

MODELS = ("contract",)


class ContractFilters(filters.FilterSet):
    organisation = KeyFilter(field_name="organisation_id")
    tier = KeyFilter(field_name="tier_id")
    valid_on = filters.DateFilter(method="running")
    for_devices = filters.BooleanFilter()

    def running(self, contracts, _name, day):
        return contracts.valid_on(day)


def contracts():
    return Contract.objects.select_related("organisation", "tier")


def show(contract):
    """As it is stored now."""
    return shown.ContractShown(contracts().get(pk=contract.pk)).data


class Contracts(PromiseList):
    models = MODELS
    queryset = Contract.objects.none()
    serializer_class = shown.ContractRow
    orderings = {"id": "pk", "valid_from": "valid_from"}
    default_ordering = "id"

    def filterset_class_for(self, user):
        return ContractFilters

    @extend_schema(operation_id="contracts_list", summary=_("List contracts: of an organisation, a tier, or a day."))
    def get(self, request):
        return self.page(contracts(), lambda contract: shown.ContractRow(contract).data)

    @extend_schema(
        operation_id="contracts_add",
        summary=_("Add a contract of an organisation."),
        request=inputs.AddContract,
        responses={201: shown.ContractShown},
    )
    def post(self, request):
        fields = self.checked(inputs.AddContract)

        def add(now):
            return show(write_contract(Contract(**fields), by=request.user, door="api", now=now))

        return self.change(add, made=True)


class OneContract(PromiseDoor):
    models = MODELS

    @extend_schema(operation_id="contracts_show", summary=_("Show a contract."), responses=shown.ContractShown)
    def get(self, request, pk):
        return with_revision(show(get_object_or_404(Contract, pk=pk)))

    @extend_schema(
        operation_id="contracts_change",
        summary=_("Change a contract; to another tier it is moved."),
        request=inputs.ChangeContract,
        responses=shown.ContractShown,
    )
    def patch(self, request, pk):
        get_object_or_404(Contract, pk=pk)
        fields = self.checked(inputs.ChangeContract)
        seen = self.seen(fields)

        def change(now):
            contract = get_object_or_404(Contract.objects.select_for_update(), pk=pk)
            self.require_seen(contract, seen)
            for name, value in fields.items():
                setattr(contract, name, value)
            return show(write_contract(contract, by=request.user, door="api", now=now))

        return self.change(change)

    @extend_schema(
        operation_id="contracts_delete", summary=_("Delete a contract."), request=None, responses={204: None}
    )
    def delete(self, request, pk):
        contract = get_object_or_404(Contract, pk=pk)

        def delete(now):
            with self.audited(contract, now):
                contract.delete()

        return self.change(delete)


class MoveContract(PromiseDoor):
    models = MODELS

    @extend_schema(
        operation_id="contracts_move",
        summary=_("Give a customer another tier from a day on; or see first which due times would move."),
        request=inputs.MoveContract,
        responses=PolymorphicProxySerializer(
            "MovedOrPreview", [shown.ContractShown, PreviewShown], resource_type_field_name=None, many=False
        ),
    )
    def post(self, request, pk):
        contract = get_object_or_404(contracts(), pk=pk)
        fields = self.checked(inputs.MoveContract)
        seen = self.seen(fields)
        how = {name: fields[name] for name in ("tier", "from_day", "mode", "reason")}

        def do(now):
            self.require_seen(contract, seen)
            if fields["preview"]:
                return preview_move(contract, now=now, **how)
            return show(move(contract, by=request.user, door="api", now=now, **how))

        return self.change(do)


def preview_move(contract, *, now, reason, **how):
    """Raises what the move itself would, except for a missing reason: the move is tried, and taken back."""
    with transaction.atomic():
        move_contract(contract, now=now, reason=reason or "–", **how)
        transaction.set_rollback(True)
    contract.refresh_from_db()
    return show_preview(ContractChange(contract, now=now, **how), now=now)


class ContractActivations(PromiseList):
    models = MODELS
    queryset = Activation.objects.none()
    serializer_class = shown.ActivationShown
    orderings = {"effective_at": "effective_at", "id": "pk"}
    default_ordering = "-effective_at"

    @extend_schema(
        operation_id="contracts_activations",
        summary=_("List when a contract came to its tier, and how far open tickets have followed."),
    )
    def get(self, request, pk):
        contract = get_object_or_404(Contract, pk=pk)
        found = Activation.objects.filter(contract=contract).select_related("version", "contract", "by")
        return self.page(found, lambda activation: shown.ActivationShown(activation).data)

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from escalation import actions
from escalation.models import VendorCase, VendorStep
from escalation.vendor_clock import read_hours
from tickets.models import Ticket

from .. import vendor_cases as cases
from .base import Door


class CaseDoor(Door):
    """For agents who work the ticket; to all others it is missing."""

    def worked(self, number):
        return self.ticket(Ticket.objects.workable_by(self.request.user).select_related("organisation"), number)

    def case(self, number, pk):
        self.of_ticket = self.worked(number)
        return get_object_or_404(VendorCase.objects.visible_to(self.request.user).filter(ticket=self.of_ticket), pk=pk)

    def show(self, pk):
        case = VendorCase.objects.visible_to(self.request.user).select_related("vendor").filter(pk=pk).first()
        return case and cases.VendorCaseShown(case).data


class VendorCases(CaseDoor):
    @extend_schema(
        operation_id="vendor_cases_list",
        summary=_("List a ticket's vendor cases."),
        responses=cases.VendorCaseShown(many=True),
    )
    def get(self, request, number):
        found = VendorCase.objects.visible_to(request.user).filter(ticket=self.worked(number)).select_related("vendor")
        return Response(cases.VendorCaseShown(read_hours(found.prefetch_related("steps")), many=True).data)

    @extend_schema(
        operation_id="vendor_cases_open",
        summary=_("Open a vendor case."),
        request=cases.OpenVendorCase,
        responses={201: cases.VendorCaseShown},
    )
    def post(self, request, number):
        ticket = self.worked(number)
        fields = self.checked(cases.OpenVendorCase, ticket=ticket)
        return self.write(lambda **said: actions.open_vendor_case(ticket, by=request.user, **said), fields, made=True)


class UpdateVendorCase(CaseDoor):
    @extend_schema(
        operation_id="vendor_cases_update",
        summary=_("Change a vendor case."),
        request=cases.UpdateVendorCase,
        responses=cases.VendorCaseShown,
    )
    def post(self, request, number, case):
        found = self.case(number, case)
        fields = self.checked(cases.UpdateVendorCase, ticket=self.of_ticket)
        return self.write(lambda **said: actions.update_vendor_case(found, by=request.user, **said), fields)


class AddVendorStep(CaseDoor):
    @extend_schema(
        operation_id="vendor_cases_add_step",
        summary=_("Add a step to a vendor case."),
        request=cases.AddVendorStep,
        responses={201: cases.VendorCaseShown},
    )
    def post(self, request, number, case):
        found = self.case(number, case)
        fields = self.checked(cases.AddVendorStep)
        return self.write(lambda **said: actions.add_vendor_step(found, by=request.user, **said), fields, made=True)


class ChangeVendorStep(CaseDoor):
    @extend_schema(
        operation_id="vendor_cases_change_step",
        summary=_("Change or tick a step of a vendor case."),
        request=cases.ChangeVendorStep,
        responses=cases.VendorCaseShown,
    )
    def post(self, request, number, case, step):
        found = self.case(number, case)
        named = get_object_or_404(VendorStep.objects.filter(case=found), pk=step)
        return self.write(self._change(found, named), self.checked(cases.ChangeVendorStep))

    def _change(self, case, step):
        def change(*, now, done=None, **fields):
            said = {"by": self.request.user, "now": now, "step": step}
            changed = actions.change_vendor_step(case, **said, **fields) if fields else case
            return changed if done is None else actions.finish_vendor_step(case, **said, done=done)

        return change


class CloseVendorCase(CaseDoor):
    @extend_schema(
        operation_id="vendor_cases_close",
        summary=_("Close a vendor case."),
        request=cases.CloseVendorCase,
        responses=cases.VendorCaseShown,
    )
    def post(self, request, number, case):
        found = self.case(number, case)
        fields = self.checked(cases.CloseVendorCase)
        return self.write(lambda **said: actions.close_vendor_case(found, by=request.user, **said), fields)

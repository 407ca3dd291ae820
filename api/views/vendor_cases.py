from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from escalation import actions
from escalation.models import VendorCase, VendorStep
from escalation.vendor_clock import late_since, read_hours
from tickets.models import Ticket

from .. import vendor_cases as cases
from .base import Door

MOST = 500  # cases in one answer


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
            if fields == {"asked_of": ""} and step.asked_of:
                return actions.agree_to_step(case, **said)
            changed = actions.change_vendor_step(case, **said, **fields) if fields else case
            return changed if done is None else actions.finish_vendor_step(case, **said, done=done)

        return change


def case_verb(name, summary, verb, serializer):
    """The door of a verb on a case, under its own name; twice is once, with an Idempotency-Key or where nothing changes."""

    class VerbDoor(CaseDoor):
        @extend_schema(
            operation_id=f"vendor_cases_{name}", summary=summary, request=serializer, responses=cases.VendorCaseShown
        )
        def post(self, request, number, case):
            found = self.case(number, case)
            return self.write(lambda **said: verb(found, by=request.user, **said), self.checked(serializer))

    VerbDoor.__name__ = name.title().replace("_", "")
    return VerbDoor


# Address → door, of the verbs that need no more than the case and what they ask.
VERB_DOORS = {
    name.replace("_", "-"): case_verb(name, summary, verb, serializer)
    for name, summary, verb, serializer in (
        ("owe", _("Say what we owe the vendor: his clock stands."), actions.owe, cases.Owe),
        ("settle", _("The vendor has what we owed: his clock runs on."), actions.settle, cases.Nothing),
        ("confirm", _("Confirm the vendor's work: his clock ends."), actions.confirm_work, cases.Nothing),
        ("unconfirm", _("Take the confirmation back."), actions.unconfirm_work, cases.Nothing),
        ("refuse_done", _("Tell the vendor that it is not done yet."), actions.refuse_done, cases.WriteToVendor),
        ("chase", _("Chase the vendor."), actions.chase_vendor, cases.WriteToVendor),
        ("write", _("Write to the vendor."), actions.write_to_vendor, cases.WriteToVendor),
        (
            "tell_requester",
            _("Tell the requester how it stands with the vendor."),
            actions.tell_requester_of_vendor,
            cases.TellRequester,
        ),
    )
}


class AllVendorCases(CaseDoor):
    @extend_schema(
        operation_id="vendor_cases_all",
        summary=_("List the open vendor cases of all tickets one works."),
        parameters=[cases.CaseFilter],
        responses=cases.VendorCaseShown(many=True),
    )
    def get(self, request):
        asked = cases.CaseFilter(data=request.query_params.dict(), context={"request": request})
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data
        found = VendorCase.objects.open().visible_to(request.user).select_related("vendor")
        if "vendor" in wanted:
            found = found.filter(vendor=wanted["vendor"])
        if wanted["mine"]:
            found = found.filter(ticket__assignee=request.user)
        listed = read_hours(found.prefetch_related("steps").order_by("-opened_at", "-pk")[:MOST])
        if wanted["late"]:
            now = timezone.now()
            listed = [case for case in listed if late_since(case, now)]
        return Response(cases.VendorCaseShown(listed, many=True).data)


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

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny

from .promises import urls as promises
from .views import ladder, lists, messages, moves, next_ticket, pages, tickets, tokens, vendor_cases, why

app_name = "api"
CASE = "v1/tickets/<int:number>/vendor-cases/<int:case>"

urlpatterns = [
    path("", pages.readable, name="readable"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
    path("v1/token/", tokens.Tokens.as_view(), name="token"),
    path("v1/me/", lists.Me.as_view(), name="me"),
    path("v1/tickets/", tickets.Tickets.as_view(), name="tickets"),
    path("v1/next-ticket/", next_ticket.NextTicket.as_view(), name="next_ticket"),
    path("v1/tickets/<int:number>/", tickets.OneTicket.as_view(), name="ticket"),
    path("v1/tickets/<int:number>/why/", why.Why.as_view(), name="why"),
    path("v1/tickets/<int:number>/ladder/", ladder.LadderOfTicket.as_view(), name="ladder"),
    path("v1/tickets/<int:number>/messages/", messages.Messages.as_view(), name="messages"),
    path("v1/tickets/<int:number>/hand-overs/", moves.HandOvers.as_view(), name="hand_overs"),
    path("v1/tickets/<int:number>/consultations/", moves.Consultations.as_view(), name="consultations"),
    *(path(f"v1/tickets/<int:number>/{name}/", door.as_view(), name=name) for name, door in tickets.VERB_DOORS.items()),
    path("v1/tickets/<int:number>/vendor-cases/", vendor_cases.VendorCases.as_view(), name="vendor_cases"),
    path(f"{CASE}/update/", vendor_cases.UpdateVendorCase.as_view(), name="vendor_case_update"),
    path(f"{CASE}/steps/", vendor_cases.AddVendorStep.as_view(), name="vendor_case_steps"),
    path(f"{CASE}/steps/<int:step>/", vendor_cases.ChangeVendorStep.as_view(), name="vendor_case_step"),
    *(
        path(f"{CASE}/{name}/", door.as_view(), name=f"vendor_case_{name}")
        for name, door in vendor_cases.VERB_DOORS.items()
    ),
    path("v1/vendor-cases/", vendor_cases.AllVendorCases.as_view(), name="all_vendor_cases"),
    path(f"{CASE}/close/", vendor_cases.CloseVendorCase.as_view(), name="vendor_case_close"),
    path("v1/attachments/<uuid:key>/", messages.OneAttachment.as_view(), name="attachment"),
    path("v1/attachments/<uuid:key>/content/", messages.AttachmentContent.as_view(), name="attachment_content"),
    path("v1/teams/", lists.Teams.as_view(), name="teams"),
    path("v1/services/", lists.Services.as_view(), name="services"),
    path("v1/organisations/", lists.Organisations.as_view(), name="organisations"),
    path("v1/", include(promises.urlpatterns)),
    re_path(r"^v1/.*", pages.NotFound.as_view()),
]

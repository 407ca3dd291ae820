from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from escalation.actions import reply
from tickets.checks import can_work
from tickets.files import file_answer
from tickets.models import Attachment, Message, Ticket

from .. import inputs, shown
from ..filters import AllowedFilters
from .base import Door
from .tickets import TicketAnswer

MessageRows = PolymorphicProxySerializer(
    "Message", [shown.RequestersMessage, shown.AgentsMessage], resource_type_field_name=None, many=True
)


class Messages(Door, GenericAPIView):
    """A ticket's conversation; internal notes only for who works the ticket."""

    queryset = Message.objects.none()
    filter_backends = [AllowedFilters]
    filterset_class_for = None
    orderings = {"at": "at"}
    default_ordering = "at"

    @extend_schema(operation_id="messages_list", summary=_("List a ticket's messages."), responses=MessageRows)
    def get(self, request, number):
        ticket = self.ticket(Ticket.objects.visible_to(request.user), number)
        messages = Message.objects.visible_to(request.user).filter(ticket=ticket)
        messages = messages.select_related("author").prefetch_related("attachments")
        page = self.paginate_queryset(self.filter_queryset(messages))
        serializer = shown.AgentsMessage if can_work(request.user, ticket) else shown.RequestersMessage
        return self.get_paginated_response(serializer(page, many=True).data)

    @extend_schema(
        operation_id="messages_reply",
        summary=_("Write to the other side; the same as the verb reply."),
        request=inputs.Reply,
        responses={201: TicketAnswer},
    )
    def post(self, request, number):
        ticket = self.ticket(Ticket.objects.visible_to(request.user), number)
        fields = self.checked(inputs.Reply)
        return self.write(lambda **said: reply(ticket, by=request.user, **said), fields, made=True)


class OneAttachment(Door):
    @extend_schema(operation_id="attachments_show", summary=_("Describe a file."), responses=shown.AttachmentShown)
    def get(self, request, key):
        attachment = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
        return Response(shown.AttachmentShown(attachment).data)


class AttachmentContent(Door):
    @extend_schema(
        operation_id="attachments_content",
        summary=_("Fetch a file's bytes."),
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request, key):
        return file_answer(get_object_or_404(Attachment.objects.visible_to(request.user), key=key))

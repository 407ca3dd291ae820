from datetime import UTC

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from tickets.checks import can_work
from tickets.files import storing
from tickets.models import Ticket

from .. import shown
from ..idempotency import once


class Door(APIView):
    """Every end point of the API. Instants are UTC; nothing of it is kept by a browser or a proxy."""

    def dispatch(self, request, *args, **kwargs):
        with timezone.override(UTC):
            return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    def ticket(self, tickets, number):
        return get_object_or_404(tickets, number=number)

    def checked(self, serializer_class, **context):
        """Return what the request brought, in the form in which a verb takes it."""
        serializer = serializer_class(data=self.request.data, context={"request": self.request, **context})
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def write(self, verb, fields, *, made=False):
        """Call `verb(now=…, **fields)` with the attachments kept; answer with the ticket as it is afterwards."""
        now = timezone.now()

        def do():
            with storing(fields.pop("attachments", ())) as files:
                ticket = verb(now=now, **fields, **({"attachments": files} if files else {}))
            return Response(self.show(ticket.pk), status=status.HTTP_201_CREATED if made else status.HTTP_200_OK)

        return once(self.request, do, now=now)

    def show(self, number):
        """The ticket as the asker may see it; after a verb he may be one who sees it no more."""
        ticket = with_all(Ticket.objects.visible_to(self.request.user)).filter(pk=number).first()
        return ticket and show_ticket(ticket, self.request.user)


def with_all(tickets):
    """Everything the answer tells of a ticket, in a fixed number of queries."""
    return tickets.for_list().select_related("service", "tier_version__tier").prefetch_related("commitments")


def show_ticket(ticket, user):
    works = can_work(user, ticket)
    return (shown.AgentsTicket if works else shown.RequestersTicket)(ticket, context={"user": user}).data

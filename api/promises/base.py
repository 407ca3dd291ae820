from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core.errors import EditConflict
from sla.auditing import audited
from sla.contracting import Unfit
from sla.drafting import require_revision

from ..authentication import MayUseScope
from ..errors import FieldRefused, Refused
from ..filters import AllowedFilters
from ..idempotency import once
from ..models import Token
from ..views.base import Door

RIGHTS = {"GET": "view", "HEAD": "view", "OPTIONS": "view", "PUT": "change", "PATCH": "change", "DELETE": "delete"}


class ManagesPromises(MayUseScope):
    """Administrators of SLAs. To everybody else nothing is here, as at addresses that do not exist."""

    def has_permission(self, request, view):
        if not (request.user and request.user.is_authenticated):
            return False
        if not request.user.has_perms([f"sla.view_{model}" for model in view.models]):
            raise Http404
        right = RIGHTS.get(request.method, view.right_to_post)
        if not request.user.has_perms([f"sla.{right}_{model}" for model in view.models]):
            raise PermissionDenied
        return super().has_permission(request, view)


class PromiseDoor(Door):
    permission_classes = [ManagesPromises]
    scope = Token.Scope.PROMISES
    models = ()  # whose permissions decide
    right_to_post = "change"

    def change(self, do, *, made=False):
        """Answer what `do(now)` returns, once for an Idempotency-Key; None is an answer without content."""
        now = timezone.now()
        success = status.HTTP_201_CREATED if made else status.HTTP_200_OK

        def write():
            with refusals(), transaction.atomic():
                shown = do(now)
            if isinstance(shown, Response):
                return shown
            return Response(shown, status=status.HTTP_204_NO_CONTENT if shown is None else success)

        return once(self.request, write, now=now)

    def audited(self, thing, now, action=None):
        return audited(thing, by=self.request.user, door="api", now=now, action=action)

    def seen(self, fields, *, required=False):
        """The revision the writer has seen: the field, or the header If-Match."""
        header = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        seen = fields.pop("revision", "") or header
        if required and not seen:
            sentence = _("Say which “revision” you have seen, so that nobody's change is overwritten.")
            raise FieldRefused("revision", sentence, "required")
        return seen or None

    def require_seen(self, thing, seen):
        if seen is not None:
            require_revision(thing, seen)


class PromiseList(PromiseDoor, GenericAPIView):
    filter_backends = [AllowedFilters]
    filterset_class_for = None
    right_to_post = "add"
    orderings = {"name": "name", "id": "pk"}
    default_ordering = "name"

    def page(self, rows, show):
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response([show(row) for row in page])


@contextmanager
def refusals():
    """What the room says to a content, as a sentence at the field it is about."""
    try:
        yield
    except Unfit as unfit:
        raise refused(unfit.fault) from None
    except ValidationError as error:
        raise FieldRefused.all(error.message_dict) from None
    except ProtectedError:
        sentence = _("This is still in use, so it cannot be deleted.")
        raise Refused(sentence, "in_use", status.HTTP_409_CONFLICT) from None
    except IntegrityError:  # what is checked above, done by two at once
        raise EditConflict(_("Somebody else changed something here at the same time. Try again.")) from None


def refused(fault, place=None):
    return FieldRefused(place or fault.place, fault.sentence, fault.code)


def with_revision(shown):
    """An answer about one thing, with its revision in the header ETag too."""
    return Response(shown, headers={"ETag": f'"{shown["revision"]}"'})

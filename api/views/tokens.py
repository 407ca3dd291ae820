from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.forms import ValidationError as TooManyAttempts
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from .. import inputs
from ..authentication import MayUseScope
from ..errors import Refused
from ..models import Token
from .base import Door

TOO_MANY = _("Too many attempts. Try again in a few minutes.")


class Tokens(Door):
    """Signing in for programs, under the very limits of the sign-in page."""

    def get_permissions(self):
        return [AllowAny() if self.request.method == "POST" else MayUseScope()]

    def get_authenticators(self):
        return [] if self.request is not None and self.request.method == "POST" else super().get_authenticators()

    @extend_schema(
        operation_id="token_make",
        summary=_("Get a token for an e-mail and a password."),
        request=inputs.SignIn,
        responses={201: inputs.TokenShown},
        auth=[],
    )
    def post(self, request):
        fields = self.checked(inputs.SignIn)
        user = self._signed_in(request._request, fields["email"], fields["password"])
        token, secret = Token.objects.make(user, now=timezone.now(), scope=fields["scope"], name=fields["name"])
        answer = {"token": secret, "scope": token.scope, "prefix": token.prefix}
        return Response(answer, status=status.HTTP_201_CREATED)

    def _signed_in(self, request, email, password):
        if not ratelimit.consume(request, action="login"):
            raise Refused(TOO_MANY, "too_many_attempts", status.HTTP_429_TOO_MANY_REQUESTS)
        try:
            user = get_adapter(request).authenticate(request, email=email, password=password)
        except TooManyAttempts:
            raise Refused(TOO_MANY, "too_many_attempts", status.HTTP_429_TOO_MANY_REQUESTS) from None
        if user is None or not user.is_active:
            raise Refused(_("E-mail and password do not match."), "wrong_credentials", status.HTTP_401_UNAUTHORIZED)
        return user

    @extend_schema(
        operation_id="token_end", summary=_("End the token this request bears."), request=None, responses={204: None}
    )
    def delete(self, request):
        if not isinstance(request.auth, Token):
            raise Refused(_("This request bears no token."), "no_token")
        request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

"""Signing in by token: `Authorization: Token <secret>` (or `Bearer`). The session of the pages serves too, with CSRF."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

from .models import Token

WORDS = (b"token", b"bearer")


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        word, _space, secret = get_authorization_header(request).strip().partition(b" ")
        if word.lower() not in WORDS:
            return None
        token = Token.objects.find(secret.strip().decode("latin-1"))
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(_("This token is not valid. Get a new one at /api/v1/token/."), "invalid_token")
        self._note_use(token)
        return token.user, token

    def _note_use(self, token):
        """Once an hour is enough to find a forgotten token, and reading stays reading."""
        now = timezone.now()
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - timedelta(hours=1))
        if token.last_used_at is None or token.last_used_at < now - timedelta(hours=1):
            Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)

    def authenticate_header(self, request):
        return "Token"


class MayUseScope(IsAuthenticated):
    """Signed in; with a token, changes only what its scope is for (`scope` of the view, else tickets)."""

    def has_permission(self, request, view):
        if not super().has_permission(request, view):
            return False
        token = request.auth if isinstance(request.auth, Token) else None
        needed = getattr(view, "scope", Token.Scope.WRITE)
        if token and token.scope != needed and request.method not in SAFE_METHODS:
            raise PermissionDenied(*_refusal(token, needed))
        return True


def _refusal(token, needed):
    words = {"scope": needed.value}
    if token.scope == Token.Scope.READ:
        return _("This token may only read. Use one with the scope “%(scope)s”.") % words, "read_only_token"
    return _("This token may not change this. Use one with the scope “%(scope)s”.") % words, "wrong_scope"

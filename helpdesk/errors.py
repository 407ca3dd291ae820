"""The last page: something broke. A database that is away is told apart, since it comes back by itself."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as plain_server_error

RETRY_SECONDS = "15"
# Classes of SQLSTATE: connection lost; server shutting down or starting; no connection or disk left.
AWAY = ("08", "57P", "53")


def server_error(request, *args):
    """Answer 503 when the database is away, 500 otherwise. Neither asks the database."""
    if database_is_away(sys.exc_info()[1]):
        return unavailable()
    return plain_server_error(request)


def unavailable():
    answer = HttpResponse(render_to_string("shared/503.html"), status=503)
    answer["Retry-After"] = RETRY_SECONDS
    answer["Cache-Control"] = "no-store"
    return answer


def database_is_away(error):
    """Tell whether `error`, or what it came from, says that the database cannot be asked at all."""
    while error is not None:
        if isinstance(error, InterfaceError | OperationalError):
            code = getattr(error.__cause__, "pgcode", None)
            return code is None or code.startswith(AWAY)  # without a code no server spoke
        error = error.__cause__ or error.__context__
    return False

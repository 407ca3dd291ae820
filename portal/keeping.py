"""Text written in a form outlives the session it was written in.

Whoever sends a form after his session has ended has to sign in first. What he wrote waits in the new session and is
shown to nobody but him: the form's key names the person it was made for. Files cannot wait; they are chosen again.
"""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, QueryDict

from .once import is_key, is_key_of

KEPT = "kept_form"
KEPT_LIMIT = 500_000  # characters; a session is no store for more


def signed_in(view):
    """Ask for sign-in, keeping what a form brought. A piece of a page answers 401, so the page around it stays."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.htmx:
            return HttpResponse(status=401)
        if request.method == "POST":
            return _ask(request, way_to_form(request))
        return redirect_to_login(request.get_full_path())

    return guarded


def _ask(request, path):
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    text = fields.urlencode()
    if is_key(fields.get("key")) and len(text) <= KEPT_LIMIT:
        request.session[KEPT] = {"path": path, "fields": text, "files": bool(request.FILES)}
    return redirect_to_login(path)


def way_to_form(request):
    """The page a form stands on: verbs of a ticket or a case have an address below its page."""
    parts = request.path.strip("/").split("/")
    return f"/{parts[0]}/{parts[1]}/" if parts[0] in ("t", "cases") and len(parts) > 1 else request.path


def kept_for(request):
    """Return (fields, whether files were lost) written here before the session ended; None where there is nothing."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    fields = QueryDict(kept["fields"])
    if not is_key_of(request.user, fields.get("key")):
        return None
    return fields, kept["files"]


def forget_kept(request):
    """What was kept has been sent."""
    request.session.pop(KEPT, None)

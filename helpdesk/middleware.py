"""What happens around every page: the reader's language and time zone, and a refusal put into a page."""

from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from core.errors import DomainError

REFUSED = 409
HTMX_PAGE = "HTTP_HX_CURRENT_URL"
# Fields that are always somebody's own words; of others, only what reads like words is shown again.
_WORDS = {"subject", "body", "reason", "problem", "cause", "solution", "message", "sentence", "task"}
_UNSHOWN = ("csrfmiddlewaretoken", "key", "next")  # no text of the person's, or not meant to be read
_SECRET = "password"


class OddRequestMiddleware:
    """Take out of a request what no browser sends and what would fail deep below: it counts as not sent.

    A cookie's octal escapes and a question's percent signs can hold NUL, which PostgreSQL takes in no text; the address
    of the page that asks, which htmx names, may be one that cannot be taken apart. Before anything else reads them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        # The API refuses it in a sentence of its own; to take a filter away would show everything.
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        if not is_address(request.META.get(HTMX_PAGE, "")):
            del request.META[HTMX_PAGE]
        return self.get_response(request)


def is_address(text):
    try:
        return bool(urlsplit(text)) and bool(urlsplit(unquote(text)))
    except ValueError:
        return False


class ReaderMiddleware:
    """Show pages in the signed-in person's own language and time zone, as his profile says.

    For everybody else LocaleMiddleware has chosen by cookie and Accept-Language, and the installation's zone is taken.
    What is shown to a signed-in person is kept in no cache, whichever page it is: the next one at that machine would
    find it by the browser's way back. Stands after AuthenticationMiddleware. The zone is put back afterwards: the thread serves somebody else next.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            with timezone.override(None):
                return self.get_response(request)
        language = request.user.language
        with timezone.override(ZoneInfo(request.user.time_zone)), translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response["Content-Language"] = language
        response.setdefault("Cache-Control", "private, no-store")
        patch_vary_headers(response, ["Cookie"])
        return response


class DomainErrorMiddleware:
    """Say what a verb refused: status 409, the sentence, and all text the person had written.

    htmx gets a small piece (templates/shared/_refused.html), which the page puts where the answer would have come; the
    form keeps its text there. A full request gets a page with a way back and the text, to be copied.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, DomainError):
            return None
        if getattr(request, "htmx", False):
            return render(request, "shared/_refused.html", {"sentence": exception.sentence}, status=REFUSED)
        context = {"sentence": exception.sentence, "texts": written(request), "back": way_back(request)}
        return render(request, "409.html", context, status=REFUSED)


def written(request) -> list[str]:
    """What the person typed into the refused form, field by field; no choices, keys or passwords."""
    if request.method != "POST":
        return []
    fields = ((name, text.strip()) for name, texts in request.POST.lists() for text in texts)
    return [text for name, text in fields if text and is_text(name, text)]


def is_text(name, text):
    if name in _UNSHOWN or _SECRET in name:
        return False
    return name in _WORDS or " " in text or "\n" in text or len(text) > 40


def way_back(request) -> str:
    """The page the person came from, if it is one of ours."""
    came_from = request.META.get("HTTP_REFERER", "")
    for host in (f"{request.scheme}://{request.get_host()}", settings.SITE_URL):
        if came_from.startswith(f"{host}/"):
            return came_from[len(host) :]
    return "/"

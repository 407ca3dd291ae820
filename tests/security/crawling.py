"""Everything a person can reach: by following addresses in pages and answers, and by asking for what is not shown."""

import html
import re
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.exceptions import ViewDoesNotExist
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from .addresses import address, names, of_nothing
from .world import LURE, visitor

ADDRESS = re.compile(r"""(?:href|hx-get|src|action|data-url|"(?:next|content)")\s*[=:]\s*["']([^"'#]+)""")
ENDS_THE_SESSION = "/account/logout/"
MOST = 400
STARTS = [
    "/",
    "/profile/",
    "/report/",
    "/tickets/",
    "/tickets/?which=all",
    "/tickets/?whose=colleagues&which=all",
    "/desk/",
    "/desk/offered/",
    "/cases/",
    "/desk/new/",
    *(f"/api/v1/{rows}/" for rows in ("me", "tickets", "teams", "services", "organisations")),
]


def everything(client, customers):
    """Yield (address, answer) of all that `client` may GET, and of all that it may only try to."""
    for path in [*STARTS, *searches(), *probes(customers)]:
        yield path, client.get(path)
    yield from crawl(client, STARTS)


def searches():
    """The lists and suggestions that take words; LURE stands beside every canary."""
    for path in (
        "/tickets/?which=all",
        "/tickets/?whose=colleagues&which=all",
        "/desk/search/?",
        "/desk/new/callers/?",
    ):
        for words in (LURE, "canary", "Owner", "txt", "1001", "#1001"):
            yield f"{path}&{urlencode({'q': words})}"


def probes(customers):
    """What belongs to each customer, asked for directly; and forms that are filled with it."""
    for customer in customers:
        for name in names():
            if name not in ("account_logout", "account_reset_password_from_key", "set_language"):
                yield address(name, customer)
        for ticket in (customer.ticket, customer.resolved, customer.colleagues):
            yield f"/t/{ticket.number}/?messages=all"
            yield f"/desk/tickets/{ticket.number}/"
            yield f"/api/v1/tickets/{ticket.number}/"
            yield f"/api/v1/tickets/{ticket.number}/messages/"
        yield f"/files/{customer.inner_attachment.key}/"
        yield f"/api/v1/attachments/{customer.inner_attachment.key}/"
        yield f"/api/v1/attachments/{customer.inner_attachment.key}/content/"
        for field in ("subject", "device", "service", "impact"):
            yield f"/desk/tickets/{customer.ticket.number}/classify/?field={field}"
        caller = {"person": customer.owner.pk, "customer": customer.organisation.pk, "unknown": "", "impact": "one"}
        for piece in ("", "questions/", "preview/"):
            for left_out in ("person", "unknown"):
                yield f"/desk/new/{piece}?{urlencode({key: v for key, v in caller.items() if key != left_out})}"
        for key in ("organisation", "requester", "team", "assignee"):
            row = {"organisation": customer.organisation, "team": customer.second, "assignee": customer.agent}
            yield f"/api/v1/tickets/?{key}={row.get(key, customer.owner).pk}"


def crawl(client, starts, *, most=MOST):
    """Follow every address of ours, each once."""
    waiting, seen = list(starts), set(starts)
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        answer = client.get(path)
        yield path, answer
        for found in addresses_in(path, answer):
            if found not in seen:
                seen.add(found)
                waiting.append(found)


def addresses_in(path, answer):
    if answer.streaming:
        return
    found = [answer["Location"]] if "Location" in answer else ADDRESS.findall(answer.content.decode(errors="replace"))
    for each in found:
        parts = urlsplit(urljoin(f"http://testserver{path}", html.unescape(each)))
        if parts.netloc == "testserver" and parts.path != ENDS_THE_SESSION and is_ours(parts.path):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def is_ours(path):
    try:
        return bool(resolve(path)) and not path.startswith("/static/")
    except (Resolver404, ViewDoesNotExist):
        return False


def all_reading(world, person):
    client = visitor(person)
    starts = [address(name, world.own) for name in names() if not name.startswith("account_reset_password_from")]
    starts += [path for name in names() if (path := of_nothing(name))]
    starts += ["/nothing/", "/api/v1/nothing/", "/admin/nothing/", "/static/nothing.css", "/desk/tickets/x/"]
    starts += admin_addresses()
    starts.remove("/account/logout/")
    yield from crawl(client, starts, most=600)
    if person is not None:
        yield "/account/logout/", client.get("/account/logout/")


def admin_addresses():
    for name in names(admin=True):
        try:
            yield reverse(name)
        except NoReverseMatch:  # of one row; found by following the list
            continue

"""A service's process description beside the ticket: text, and items that can be ticked."""

import re
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

from tickets.models import Event
from tickets.process import lines_of, ticks_of

# Nothing else becomes a link: an address typed into a description must not run anything.
LINK = re.compile(r"(https://[^\s<>\"']+[^\s<>\"'.,;:!?)]|tel:\+?[0-9][0-9/-]{2,30})")


@dataclass(frozen=True)
class ProcessLine:
    text: str
    is_item: bool = False
    tick: Event | None = None

    @property
    def linked(self):
        return linked(self.text)


def process_of(service, events) -> list[ProcessLine]:
    ticks = ticks_of(events)
    return [ProcessLine(text, is_item, ticks.get(text) if is_item else None) for is_item, text in lines_of(service)]


def linked(text):
    """`text` as HTML: everything escaped, web and telephone addresses clickable."""
    pieces = enumerate(LINK.split(text))
    return format_html_join("", "{}", ((_link(piece) if number % 2 else piece,) for number, piece in pieces))


def _link(address):
    if address.startswith("tel:"):
        return format_html('<a href="{}">{}</a>', address, address.removeprefix("tel:"))
    return format_html('<a href="{}" rel="noreferrer noopener" target="_blank">{}</a>', address, address)

"""Filters of the mails' templates."""

import re
import textwrap

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from ..plain import CLOSE, OPEN, for_text_part

register = template.Library()
WIDTH = 72  # characters in a line of the text part


@register.filter
def as_html(text):
    """Escaped, with line breaks, and with <bdi> around what stands apart."""
    html = str(escape(text)).replace(OPEN, "<bdi>").replace(CLOSE, "</bdi>")
    return mark_safe(html.replace("\n", "<br>"))


@register.filter
def paragraphs(text):
    """The paragraphs of a text somebody wrote: empty lines part them."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


@register.filter(is_safe=True)
def as_text(text):
    """Lines of at most 72 characters. An address is never broken: half of it leads nowhere."""
    return "\n".join(_wrapped(line) for line in for_text_part(str(text)).split("\n"))


@register.filter(is_safe=True)
def as_quote(text):
    return "\n".join(f"> {line}".rstrip() for line in as_text(text).split("\n"))


@register.filter(is_safe=True)
def as_fact(label, value):
    return _wrapped(for_text_part(f"{label}: {value}"), indent="  ")


def _wrapped(line, indent=""):
    return textwrap.fill(
        line,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent * 2,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        drop_whitespace=bool(line.strip()),
    )

"""{% icon "clock" %} prints a Lucide icon as inline SVG."""

from functools import cache

from django import template
from django.utils.safestring import mark_safe
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

register = template.Library()

# A service's icon is typed by an administrator: an unknown name must not break everybody's page.
UNKNOWN = "circle-dot"


@register.simple_tag
def icon(name, size=""):
    """The icon, hidden from screen readers: the word beside it says what it means. Sizes: sm, lg, xl."""
    return _svg(name or UNKNOWN, size)


@cache
def _svg(name, size):
    css = f"icon icon-{size}" if size else "icon"
    attributes = {"class": css, "aria_hidden": "true", "focusable": "false"}
    try:
        return mark_safe(lucide(name, size=None, **attributes))
    except IconDoesNotExist:
        return mark_safe(lucide(UNKNOWN, size=None, **attributes))

"""Filters over core.times. Those that speak of "today" take the page's `now`: {{ ticket.next_due_at|due:now }}."""

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html

from core import times

register = template.Library()


@register.filter
def due(at, now=None):
    return times.near(at, now or timezone.now()) if at else ""


@register.filter
def due_short(at, now=None):
    return times.short(at, now or timezone.now()) if at else ""


@register.filter
def clock_time(at):
    return times.clock_time(at) if at else ""


@register.filter
def day(at):
    return times.day(at) if at else ""


@register.filter
def exact(at):
    return times.exact(at) if at else ""


@register.filter
def ago(at, now=None):
    return times.ago(at, now or timezone.now()) if at else ""


@register.filter
def span(duration):
    return times.span(_duration(duration)) if duration is not None else ""


@register.filter
def duration(value):
    return times.length(_duration(value)) if value is not None else ""


@register.filter
def late(duration):
    return times.late(_duration(duration)) if duration is not None else ""


@register.simple_tag
def time(at, now=None):
    """<time> with the near form; the exact one on hover and for machines."""
    if not at:
        return ""
    text = times.near(at, now or timezone.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), times.exact(at), text)


def _duration(value):
    return value if isinstance(value, timedelta) else timedelta(seconds=value)

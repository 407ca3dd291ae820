"""Marks that lists and tickets share: status, priority, category."""

from django import template
from django.utils.html import format_html

from core.choices import Priority
from core.templatetags.icons import icon
from tickets.models import Ticket

register = template.Library()

STATUS = {  # status: (look, icon)
    Ticket.Status.NEW: ("new", "circle-dot"),
    Ticket.Status.OPEN: ("progress", "loader"),
    Ticket.Status.WAITING_REQUESTER: ("waiting", "hourglass"),
    Ticket.Status.WAITING_VENDOR: ("vendor", "truck"),
    Ticket.Status.PLANNED: ("onsite", "calendar-clock"),
    Ticket.Status.RESOLVED: ("resolved", "circle-check"),
    Ticket.Status.CLOSED: ("closed", "archive"),
}
CATEGORIES = {"hardware": "laptop", "software": "app-window", "service": "concierge-bell"}


@register.simple_tag
def status_pill(ticket):
    look, name = STATUS[ticket.status]
    return format_html('<span class="hd-pill" data-s="{}">{}{}</span>', look, icon(name), ticket.get_status_display())


@register.simple_tag
def priority_mark(priority):
    """P1 to P4; the fill fades, so that the rank reads without colour."""
    words = Priority(priority).label
    return format_html('<span class="hd-prio" data-p="{}" title="{}">{}</span>', priority[1:], words, priority)


@register.simple_tag
def priority_name(priority):
    return Priority(priority).label


@register.simple_tag
def category_icon(category):
    return icon(CATEGORIES.get(category, "circle-dot"))

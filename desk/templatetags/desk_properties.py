"""The properties of a ticket that are edited in place, in words."""

from django import template

from ..forms.properties import FIELDS, said

register = template.Library()


@register.filter
def properties(ticket):
    """[(name, label, words), …]"""
    return [(name, field(ticket).label, said(ticket, name)) for name, field in FIELDS.items()]

"""People in pages: an initial on one of six colours, the same for a person everywhere."""

from django import template

register = template.Library()

COLOURS = 6


@register.filter
def initial(person):
    return (person.get_short_name()[:1] or "?").upper() if person else "?"


@register.filter
def hue(person):
    return person.pk % COLOURS if person else 0


@register.filter
def tel(number):
    """A number as it is dialled: digits and a leading plus."""
    number = str(number or "")
    digits = "".join(letter for letter in number if letter.isdigit())
    return f"+{digits}" if number.strip().startswith("+") else digits

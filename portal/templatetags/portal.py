"""What the report form shows of its choices."""

from django import template
from django.utils.translation import gettext as _

from core.templatetags.icons import icon

register = template.Library()


@register.simple_tag
def icon_of(catalogue, value):
    return icon(catalogue.icon(value))


@register.filter
def hint_in(value, catalogue):
    return catalogue.hint(value)


@register.simple_tag
def name_of(form):
    """What was chosen, as its tile says it."""
    return dict(form.fields["about"].choices).get(form.chosen) or _("Please choose")


@register.simple_tag
def picked(field):
    """The chosen one of a field's choices."""
    value = str(field.value() or "")
    return dict(field.field.choices).get(value, "")

"""What the report form shows of its choices."""

from django import template
from django.utils.translation import gettext as _

from core.templatetags.icons import icon
from portal.forms import IMPACTS, URGENCIES
from portal.reach import Reach, provider_phone

register = template.Library()


@register.simple_tag
def icon_of(catalogue, value):
    return icon(catalogue.icon(value))


@register.simple_tag
def icon_of_choice(name, value):
    """The picture beside an answer to "who" and "how badly"; other questions have none."""
    choices = {"impact": IMPACTS, "urgency": URGENCIES}.get(name, {})
    return icon(choices[value][1]) if value in choices else ""


@register.simple_tag
def help_by_phone():
    """The provider's telephone, for whoever cannot sign in."""
    return Reach(phone=provider_phone())


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

"""Words all rooms share. The code is stored, the label shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    HARDWARE = "hardware", _("Hardware")
    SOFTWARE = "software", _("Software")
    SERVICE = "service", _("Service")


class Impact(models.TextChoices):
    """How many people are hit."""

    ONE = "one", _("One person")
    SEVERAL = "several", _("Several people")
    ALL = "all", _("The whole site or company")


class Urgency(models.TextChoices):
    """What those hit can still do."""

    CANNOT_WORK = "cannot", _("Cannot work")
    SLOWED = "slowed", _("Work is slowed down")
    WORKAROUND = "workaround", _("There is a workaround")


class Priority(models.TextChoices):
    P1 = "P1", pgettext_lazy("priority", "Critical")
    P2 = "P2", pgettext_lazy("priority", "High")
    P3 = "P3", pgettext_lazy("priority", "Normal")
    P4 = "P4", pgettext_lazy("priority", "Low")


class Level(models.IntegerChoices):
    """The three lines of support."""

    FIRST = 1, _("First level")
    SECOND = 2, _("Second level")
    THIRD = 3, _("Third level")


class Language(models.TextChoices):
    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"


# Offered first for a new tier: impact -> urgency -> priority (design, section 4).
FIRST_MATRIX = {
    "all": {"cannot": "P1", "slowed": "P1", "workaround": "P2"},
    "several": {"cannot": "P1", "slowed": "P2", "workaround": "P3"},
    "one": {"cannot": "P2", "slowed": "P3", "workaround": "P4"},
}

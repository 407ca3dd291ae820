"""When a priority applies, as the people see it who are hit: from the matrix agreed with the contract."""

from django.utils.translation import gettext, pgettext, pgettext_lazy

from core.choices import Impact, Priority, Urgency

_WHO = {
    Impact.ALL: pgettext_lazy("annex", "a whole site"),
    Impact.SEVERAL: pgettext_lazy("annex", "several people"),
    Impact.ONE: pgettext_lazy("annex", "one person"),
}
_SINGULAR = {
    Urgency.CANNOT_WORK: pgettext_lazy("annex, one", "cannot work"),
    Urgency.SLOWED: pgettext_lazy("annex, one", "is slowed down"),
    Urgency.WORKAROUND: pgettext_lazy("annex, one", "has a workaround"),
}
_PLURAL = {
    Urgency.CANNOT_WORK: pgettext_lazy("annex, several", "cannot work"),
    Urgency.SLOWED: pgettext_lazy("annex, several", "are slowed down"),
    Urgency.WORKAROUND: pgettext_lazy("annex, several", "have a workaround"),
}


def occasion(impact, urgency) -> str:
    """One person cannot work."""
    return _upper_first(f"{_WHO[impact]} {_does(impact, urgency)}")


def occasions(matrix, priority) -> str:
    """Return one sentence for all that leads to `priority`; nothing where the matrix never does."""
    groups = []
    for impact in _WHO:
        urgencies = [urgency for urgency in Urgency if matrix.get(impact, {}).get(urgency) == priority]
        if urgencies:
            groups.append(f"{_WHO[impact]} {_either(_does(impact, urgency) for urgency in urgencies)}")
    if not groups:
        return ""
    *first, last = groups
    if not first:
        return f"{_upper_first(last)}."
    return _upper_first(gettext("%(first)s, or %(last)s.") % {"first": ", ".join(first), "last": last})


def priority_name(priority) -> str:
    """Priority 1, critical."""
    words = {"number": priority[1:], "name": str(Priority(priority).label).lower()}
    return pgettext("annex", "Priority %(number)s, %(name)s") % words


def _does(impact, urgency):
    return str((_PLURAL if impact == Impact.SEVERAL else _SINGULAR)[urgency])


def _either(words):
    *first, last = words
    return gettext("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _upper_first(text):
    return text[:1].upper() + text[1:]

"""One thing that needs a decision."""

from dataclasses import dataclass

from django.utils.translation import gettext

SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """`code` for machines, the rest for people in the language of the moment."""

    code: str
    sentence: str
    detail: str
    link: str  # where the decision is taken
    action: str  # what the link is called
    model: str  # "sla.Calendar": who may not see these is not told
    is_bad: bool = False  # wrong today, not some day
    icon: str = "triangle-alert"
    count: int = 1  # of what it is about


def some_names(names) -> str:
    """East, West, North and 4 more."""
    shown, more = ", ".join(names[:SHOWN]), len(names) - SHOWN
    return gettext("%(names)s and %(more)d more") % {"names": shown, "more": more} if more > 0 else shown

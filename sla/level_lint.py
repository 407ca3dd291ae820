"""Levels whose times add up to more than the customer was promised: by the clock the ticket climbs too late."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from core.times import length
from sla.finding import Finding, some_names
from sla.models import Target, TierVersion

Clock = Target.Clock
LEVELS = (Clock.LEVEL_1, Clock.LEVEL_2)


def level_findings(now: datetime):
    """One query, however many tiers there are. Versions in force or planned."""
    in_use = TierVersion.objects.exclude(status=TierVersion.Status.DRAFT).exclude(effective_until__lte=now)
    targets = Target.objects.filter(version__in=in_use, clock__in=[*LEVELS, Clock.RESOLUTION])
    lines = targets.values_list(
        "version__tier", "version__tier__name", "version__number", "priority", "category", "clock", "seconds"
    )
    by_version = defaultdict(list)
    for tier, name, number, *target in lines.order_by("version", "priority"):
        by_version[tier, name, number].append(target)
    found = [(*version, *over) for version, targets in by_version.items() for over in over_the_whole(targets)]
    if found:
        yield _finding(found)


def over_the_whole(targets) -> list[tuple]:
    """[(priority, category or None, seconds of the levels, seconds of the resolution)] where the former are more.

    `targets`: (priority, category or None, clock, seconds). A category has the times of all where it has none itself.
    """
    known = {(priority, category, clock): seconds for priority, category, clock, seconds in targets}
    found = []
    for priority, category in sorted({key[:2] for key in known}, key=lambda key: (key[0], key[1] or "")):

        def time(clock, place=(priority, category)):
            return known.get((*place, clock), known.get((place[0], None, clock)))

        levels, whole = sum(time(level) or 0 for level in LEVELS), time(Clock.RESOLUTION)
        if whole and levels > whole:
            found.append((priority, category, levels, whole))
    return found


def _finding(found):
    sentence = ngettext(
        "In one place the levels together may take longer than the customer was promised.",
        "In %(count)d places the levels together may take longer than the customer was promised.",
        len(found),
    )
    names = [
        gettext("%(tier)s %(number)s, %(priority)s: %(levels)s of %(whole)s")
        % {
            "tier": name,
            "number": number,
            "priority": f"{priority} {dict(Target.category.field.choices)[category]}" if category else priority,
            "levels": length(timedelta(seconds=levels)),
            "whole": length(timedelta(seconds=whole)),
        }
        for _tier, name, number, priority, category, levels, whole in found
    ]
    tiers = {tier for tier, *_rest in found}
    only = tiers.pop() if len(tiers) == 1 else None
    return Finding(
        "levels_over_resolution",
        sentence % {"count": len(found)},
        gettext("%(names)s. Tickets move up by the clock when the customer's time is over already.")
        % {"names": some_names(names)},
        reverse("admin:sla_tier_change", args=[only]) if only else reverse("admin:sla_tier_changelist"),
        gettext("Look at the tier"),
        "sla.Tier",
        icon="signal",
        count=len(found),
    )

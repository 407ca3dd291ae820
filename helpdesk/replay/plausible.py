"""A promise and a ladder as a provider might have had them, for logs that tell of none. docs/replay.md says why these."""

from datetime import timedelta

from escalation.models import LadderStep
from sla.business_time import ALWAYS, Calendar
from sla.clock import Promise, Target
from sla.opening_hours import Definition

WARN_PERCENT = 75
OPEN = (("08:00", "18:00"),)
OFFICE = Calendar([(None, Definition("Europe/Stockholm", (OPEN,) * 5 + ((),) * 2))])

# Hours until the solution, and those first and second level may hold an incident, by priority.
HOURS = {"P1": (4, 0.5, 2), "P2": (8, 2, 4), "P3": (20, 4, 8), "P4": (40, 8, 16)}
AROUND_THE_CLOCK = ("P1",)
CLOCKS = ("resolution", "level_1", "level_2")

# Clock, share of the target or minutes of real time after it, what, whom. The move at the end of a level's time is
# built in. The first response and the next update are left out: a log of states tells no answer.
STEPS = [
    ("level", 75, None, "notify", ["team"]),
    ("level", 100, None, "notify", ["lead", "next_lead"]),
    ("resolution", 50, None, "notify", ["assignee"]),
    ("resolution", 75, None, "notify", ["team"]),
    ("resolution", 90, None, "raise", []),
    ("resolution", 100, None, "call_lead", ["lead"]),
    ("resolution", None, 60, "notify", ["service_manager"]),
]


def promise() -> Promise:
    """Counted Monday to Friday, 8 to 18 in Stockholm; a vendor pauses."""
    targets = {}
    for priority, hours in HOURS.items():
        calendar = ALWAYS if priority in AROUND_THE_CLOCK else OFFICE
        for clock, amount in zip(CLOCKS, hours, strict=True):
            targets[clock, priority, None] = Target(timedelta(hours=amount), calendar, WARN_PERCENT)
    return Promise(calendar=OFFICE, vendor_pauses=True, targets=targets)


def ladder() -> list[LadderStep]:
    return [
        LadderStep(
            position=position,
            clock=clock,
            at_percent=percent,
            offset_minutes=minutes,
            basis=LadderStep.Basis.REAL if minutes else LadderStep.Basis.SERVICE,
            action=action,
            audience=audience,
        )
        for position, (clock, percent, minutes, action, audience) in enumerate(STEPS, start=1)
    ]

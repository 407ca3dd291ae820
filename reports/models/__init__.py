"""Answers that are kept: what-ifs, and who held tickets for how long."""

from .held import HeldSum, HeldTime, Overrun
from .what_if import MOST_MONTHS, Outcome, WhatIf, WhatIfGroup

__all__ = ["MOST_MONTHS", "HeldSum", "HeldTime", "Outcome", "Overrun", "WhatIf", "WhatIfGroup"]

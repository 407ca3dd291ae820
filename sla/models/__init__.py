from .activation import Activation
from .audit import AuditEntry
from .calendar import Calendar, CalendarVersion, HolidayYear
from .contract import Contract
from .tier import Target, Tier, TierVersion, matrix_is_complete

__all__ = [
    "Activation",
    "AuditEntry",
    "Calendar",
    "CalendarVersion",
    "Contract",
    "HolidayYear",
    "Target",
    "Tier",
    "TierVersion",
    "matrix_is_complete",
]

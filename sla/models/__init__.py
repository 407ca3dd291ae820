from .activation import Activation
from .audit import AuditEntry
from .calendar import Calendar, CalendarVersion, HolidayYear
from .contract import Contract
from .per_person import PerPerson
from .tier import Target, Tier, TierVersion, matrix_is_complete

__all__ = [
    "Activation",
    "AuditEntry",
    "Calendar",
    "CalendarVersion",
    "Contract",
    "HolidayYear",
    "PerPerson",
    "Target",
    "Tier",
    "TierVersion",
    "matrix_is_complete",
]

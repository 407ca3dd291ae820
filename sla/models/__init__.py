from .calendar import Calendar, CalendarVersion
from .contract import Contract
from .tier import Target, Tier, TierVersion, matrix_is_complete

__all__ = ["Calendar", "CalendarVersion", "Contract", "Target", "Tier", "TierVersion", "matrix_is_complete"]

from .consultation import Consultation
from .declined import Declined
from .firing import Firing, RosterSeen, SetAside, SweepRun
from .handover import HandOver
from .ladder import Acknowledgement, Hold, Ladder, LadderStep
from .urgency import UrgencyRequest
from .vendor_case import CaseMessage, VendorCase, VendorStep
from .visit_feed import VisitFeed

__all__ = [
    "Acknowledgement",
    "CaseMessage",
    "Consultation",
    "Declined",
    "Firing",
    "HandOver",
    "Hold",
    "Ladder",
    "LadderStep",
    "RosterSeen",
    "SetAside",
    "SweepRun",
    "UrgencyRequest",
    "VendorCase",
    "VendorStep",
    "VisitFeed",
]

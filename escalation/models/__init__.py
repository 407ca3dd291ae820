from .consultation import Consultation
from .firing import Firing, SetAside, SweepRun
from .handover import HandOver
from .ladder import Acknowledgement, Hold, Ladder, LadderStep
from .urgency import UrgencyRequest
from .vendor_case import VendorCase, VendorStep

__all__ = [
    "Acknowledgement",
    "Consultation",
    "Firing",
    "HandOver",
    "Hold",
    "Ladder",
    "LadderStep",
    "SetAside",
    "SweepRun",
    "UrgencyRequest",
    "VendorCase",
    "VendorStep",
]

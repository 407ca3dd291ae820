from .firing import Firing, SetAside, SweepRun
from .handover import HandOver

__all__ = ["Firing", "HandOver", "SetAside", "SweepRun"]

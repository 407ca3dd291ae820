"""Every verb that changes a ticket, but the moves between levels: those are in `escalation`."""

from .assigning import assign, release, take
from .classifying import classify, set_priority
from .finishing import close, reopen, resolve
from .following import follow
from .opening import open_inside, open_ticket
from .waiting import plan, resume, wait_for_requester, wait_for_vendor
from .writing import log_call, log_step, note, reply

__all__ = [
    "assign",
    "classify",
    "close",
    "follow",
    "log_call",
    "log_step",
    "note",
    "open_inside",
    "open_ticket",
    "plan",
    "release",
    "reopen",
    "reply",
    "resolve",
    "resume",
    "set_priority",
    "take",
    "wait_for_requester",
    "wait_for_vendor",
]

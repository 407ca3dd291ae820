"""Every verb that changes a ticket, but the moves between levels: those are in `escalation`."""

from .assigning import assign, release, take
from .classifying import classify, set_priority
from .finishing import close, reopen, resolve
from .following import follow
from .merging import merge, unmerge
from .opening import open_inside, open_ticket
from .processing import tick_process
from .promising import agree_news, clear_due, pin_tier, set_due
from .requesting import set_requester
from .waiting import plan, resume, wait_for_requester, wait_for_vendor
from .writing import log_call, log_step, note, reply

__all__ = [
    "agree_news",
    "assign",
    "classify",
    "clear_due",
    "close",
    "follow",
    "log_call",
    "log_step",
    "merge",
    "note",
    "open_inside",
    "open_ticket",
    "pin_tier",
    "plan",
    "release",
    "reopen",
    "reply",
    "resolve",
    "resume",
    "set_due",
    "set_priority",
    "set_requester",
    "take",
    "tick_process",
    "unmerge",
    "wait_for_requester",
    "wait_for_vendor",
]

from .firing import fire
from .handing_over import accept, give_back, hand_over, open_offer, take_back, withdraw
from .holding import acknowledge, hold, unhold
from .working import (
    assign,
    close,
    log_call,
    log_step,
    merge,
    note,
    plan,
    reply,
    resolve,
    take,
    wait_for_requester,
    wait_for_vendor,
)

__all__ = [
    "accept",
    "acknowledge",
    "assign",
    "close",
    "fire",
    "give_back",
    "hand_over",
    "hold",
    "log_call",
    "log_step",
    "merge",
    "note",
    "open_offer",
    "plan",
    "reply",
    "resolve",
    "take",
    "take_back",
    "unhold",
    "wait_for_requester",
    "wait_for_vendor",
    "withdraw",
]

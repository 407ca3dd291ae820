from .clock import TicketClock
from .clock_check import ClockCheck
from .commitment import Commitment
from .event import Event
from .message import Attachment, Message
from .notice import Draft, Notice
from .ticket import Follower, Ticket

__all__ = [
    "Attachment",
    "ClockCheck",
    "Commitment",
    "Draft",
    "Event",
    "Follower",
    "Message",
    "Notice",
    "Ticket",
    "TicketClock",
]

from .clock import TicketClock
from .event import Event
from .message import Attachment, Message
from .notice import Draft, Notice
from .ticket import Follower, Ticket

__all__ = ["Attachment", "Draft", "Event", "Follower", "Message", "Notice", "Ticket", "TicketClock"]

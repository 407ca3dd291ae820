"""The verbs the API calls, by the name in their address. One line each; what a verb does stands in its room."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc

from escalation import actions as moves
from tickets import actions
from tickets.models import Ticket

from . import inputs, summaries


@dataclass(frozen=True)
class Verb:
    name: str
    call: Callable
    takes: type
    requesters_too: bool = False  # else agents only, who work the ticket

    def tickets(self, user):
        """Where `user` may try it; all else is not found."""
        return Ticket.objects.visible_to(user) if self.requesters_too else Ticket.objects.workable_by(user)

    @property
    def summary(self):
        return summaries.OF_VERBS[self.name]

    @property
    def description(self):
        return cleandoc(self.call.__doc__).partition("\n")[2].strip()


VERBS = [
    Verb("classify", actions.classify, inputs.Classify),
    Verb("set-priority", actions.set_priority, inputs.SetPriority),
    Verb("assign", moves.assign, inputs.Assign),
    Verb("take", moves.take, inputs.Nothing),
    Verb("release", actions.release, inputs.Nothing),
    Verb("decline", moves.decline, inputs.Decline),
    Verb("reply", moves.reply, inputs.Reply, requesters_too=True),
    Verb("note", moves.note, inputs.Reply),
    Verb("log-call", moves.log_call, inputs.LogCall),
    Verb("log-step", moves.log_step, inputs.LogStep),
    Verb("wait-for-requester", moves.wait_for_requester, inputs.WaitForRequester),
    Verb("wait-for-vendor", moves.wait_for_vendor, inputs.WaitForVendor),
    Verb("plan", moves.plan, inputs.Plan),
    Verb("agree-news", actions.agree_news, inputs.AgreeNews),
    Verb("set-due", actions.set_due, inputs.SetDue),
    Verb("clear-due", actions.clear_due, inputs.ClearDue),
    Verb("pin-tier", actions.pin_tier, inputs.PinTier),
    Verb("set-requester", actions.set_requester, inputs.SetRequester),
    Verb("merge", moves.merge, inputs.Merge),
    Verb("unmerge", actions.unmerge, inputs.Nothing),
    Verb("resume", actions.resume, inputs.Nothing),
    Verb("resolve", moves.resolve, inputs.Resolve),
    Verb("reopen", actions.reopen, inputs.Reason, requesters_too=True),
    Verb("close", moves.close, inputs.Reason),
    Verb("object-to-wait", moves.object_to_wait, inputs.Nothing, requesters_too=True),
    Verb("ask-urgency", moves.ask_urgency, inputs.AskUrgency, requesters_too=True),
    Verb("decide-urgency", moves.decide_urgency, inputs.DecideUrgency),
    Verb("tick-process", moves.tick_process, inputs.TickProcess),
    Verb("hand-over", moves.hand_over, inputs.HandOverTo),
    Verb("accept", moves.accept, inputs.Nothing),
    Verb("give-back", moves.give_back, inputs.GiveBack),
    Verb("take-back", moves.take_back, inputs.Nothing),
    Verb("consult", moves.consult, inputs.Consult),
    Verb("answer-consultation", moves.answer_consultation, inputs.AnswerConsultation),
]

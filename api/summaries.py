"""What each verb does, in a line for the reader of the API's description."""

from django.utils.translation import gettext_lazy as _

OF_VERBS = {
    "classify": _(
        "Say what kind of trouble it is; the priority follows from the tier's matrix, unless it was set by hand."
    ),
    "set-priority": _("Set another priority than the matrix gives; the reason stays on the ticket."),
    "assign": _("Give the ticket to a person, who is told."),
    "take": _("Take the ticket oneself."),
    "release": _("Put the ticket back to its team, with nobody's name on it."),
    "decline": _("Say no to the ticket one was given as the next one; it is not offered again that day."),
    "reply": _("Write a message both sides read."),
    "note": _("Write something for colleagues only."),
    "log-call": _("Record a telephone call; one that reached the requester is an answer."),
    "log-step": _("Record what was tried and what it brought."),
    "wait-for-requester": _("Ask the requester and wait for an answer; the ticket comes back by itself."),
    "wait-for-vendor": _("Wait for a vendor, who has the case; the ticket comes back by itself."),
    "plan": _("Agree a date for the work: resolution and level pause until then."),
    "agree-news": _("Agree with the requester when the next news comes."),
    "set-due": _("Let a time be due at another instant, with a reason."),
    "clear-due": _("Let a due time be counted again."),
    "pin-tier": _("Give the ticket another tier, or choose it anew."),
    "set-requester": _("Say who the ticket is for."),
    "merge": _("Close the ticket as part of another one."),
    "unmerge": _("Take a merged ticket up again by itself."),
    "resume": _("Go on working: ends any wait."),
    "resolve": _("Say that it is solved, and how: problem, cause, solution."),
    "reopen": _("Take up a finished ticket again."),
    "close": _("Put the ticket away."),
    "object-to-wait": _("Say that a wait is not right: the ticket goes on, and a lead is told."),
    "ask-urgency": _("Say that it has become more urgent; a lead decides."),
    "decide-urgency": _("Accept or decline that it is more urgent; all are told."),
    "hand-over": _("Hand the ticket to another team."),
    "accept": _("Accept the offered ticket."),
    "give-back": _("Give the offered ticket back, and say why."),
    "consult": _("Ask another team or a colleague; the ticket stays where it is."),
    "answer-consultation": _("Answer a colleague's question."),
    "tick-process": _("Tick an item of the service's checklist, or take the tick back."),
    "take-back": _("Withdraw an offer that nobody has answered yet."),
}

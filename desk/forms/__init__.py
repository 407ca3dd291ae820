"""What agents type in. A form asks whether the input makes sense, the verb whether the helpdesk allows it."""

from .composing import COMPOSERS, CallForm, NoteForm, ReplyForm, StepForm, VendorForm
from .moving import AssignForm, AssignOneForm, GiveBackForm, HandOverForm
from .settling import PlanForm, ReopenForm, ResolveForm, WaitForm

__all__ = [
    "COMPOSERS",
    "AssignForm",
    "AssignOneForm",
    "CallForm",
    "GiveBackForm",
    "HandOverForm",
    "NoteForm",
    "PlanForm",
    "ReopenForm",
    "ReplyForm",
    "ResolveForm",
    "StepForm",
    "VendorForm",
    "WaitForm",
]

"""What agents type in. A form asks whether the input makes sense, the verb whether the helpdesk allows it."""

from .agreeing import AgreeNewsForm, ClearDueForm, MergeForm, PinTierForm, RequesterForm, SetDueForm
from .asking import AnswerConsultationForm, ConsultForm
from .composing import COMPOSERS, CallForm, NoteForm, ReplyForm, StepForm, VendorForm
from .deciding import DecideUrgencyForm
from .handing_over import HandOverForm
from .holding import AcknowledgeForm, HoldForm, UnholdForm
from .moving import AssignForm, AssignOneForm, DeclineForm, GiveBackForm
from .settling import PlanForm, ReopenForm, ResolveForm, WaitForm

__all__ = [
    "COMPOSERS",
    "AcknowledgeForm",
    "AgreeNewsForm",
    "AnswerConsultationForm",
    "AssignForm",
    "AssignOneForm",
    "CallForm",
    "ClearDueForm",
    "ConsultForm",
    "DecideUrgencyForm",
    "DeclineForm",
    "GiveBackForm",
    "HandOverForm",
    "HoldForm",
    "MergeForm",
    "NoteForm",
    "PinTierForm",
    "PlanForm",
    "ReopenForm",
    "ReplyForm",
    "RequesterForm",
    "ResolveForm",
    "SetDueForm",
    "StepForm",
    "UnholdForm",
    "VendorForm",
    "WaitForm",
]

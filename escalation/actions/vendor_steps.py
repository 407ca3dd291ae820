"""What has to happen in a vendor case: visits, parcels, answers. A step one side proposes counts once the other agrees."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.text import clean_line
from tickets.checks import FURTHEST, require_text

from ..models import VendorCase, VendorStep
from .vendor_cases import case_verb, record_of_case, require_open

OF_STEP = ("kind", "what", "starts_at", "due_at", "who", "asked_of")


@case_verb
def add_vendor_step(change, case, *, kind, what, starts_at=None, due_at=None, who="", asked_of=""):
    """Add something that has to happen: a visit, a parcel, an answer. `due_at`: by when, or a visit's end.

    `asked_of`: the side that has yet to agree to it.
    """
    require_open(case)
    step = VendorStep(case=case, position=case.steps.count() + 1, asked_of=_side(asked_of))
    _set_step(step, change.now, kind=kind, what=what, starts_at=starts_at, due_at=due_at, who=who)
    step.save()
    record_of_case(change, case, "step_added", **_of_step(step))


@case_verb
def change_vendor_step(change, case, *, step, **fields):
    """Change a step, above all: move a visit."""
    require_open(case)
    step = _step_of(case, step)
    before = {name: getattr(step, name) for name in OF_STEP}
    step.asked_of = _side(fields.pop("asked_of", step.asked_of))
    _set_step(step, change.now, **{**{name: before[name] for name in OF_STEP[:-1]}, **fields})
    if before == {name: getattr(step, name) for name in OF_STEP}:
        return
    step.revision += 1
    step.save()
    record_of_case(change, case, "step_changed", **_of_step(step))


@case_verb
def agree_to_step(change, case, *, step):
    """The side that was asked agrees: from now on the step counts."""
    require_open(case)
    step = _step_of(case, step)
    if not step.asked_of:
        return
    step.asked_of = ""
    step.revision += 1
    step.save(update_fields=["asked_of", "revision"])
    record_of_case(change, case, "step_agreed", **_of_step(step))


@case_verb
def finish_vendor_step(change, case, *, step, done=True):
    """Tick a step, or take the tick back."""
    require_open(case)
    step = _step_of(case, step)
    if done == (step.done_at is not None):
        return
    step.done_at, step.asked_of = (change.now, "") if done else (None, step.asked_of)
    step.save(update_fields=["done_at", "asked_of"])
    record_of_case(change, case, "step_done" if done else "step_undone", **_of_step(step))


def _set_step(step, now, *, kind, what, starts_at, due_at, who):
    if kind not in VendorCase.Kind.values:
        raise InvalidInput(_("Choose the kind of step."))
    what = clean_line(require_text(what, _("Say what has to happen.")))[:200]
    if starts_at is not None and due_at is not None and due_at <= starts_at:
        raise InvalidInput(_("The end has to lie after the beginning."))
    for instant in filter(None, (starts_at, due_at)):
        if abs(instant - now) > FURTHEST:
            raise InvalidInput(_("That date is more than ten years away. Choose a nearer one."))
    step.kind, step.what, step.starts_at, step.due_at, step.who = kind, what, starts_at, due_at, clean_line(who)[:200]


def _step_of(case, step):
    return case.steps.get(pk=step.pk)


def _side(asked_of):
    if asked_of and asked_of not in VendorStep.Side.values:
        raise TypeError(f"no such side: {asked_of}")
    return asked_of


def _of_step(step):
    return {
        "step": step.pk,
        "what": step.what,
        **{name: at.isoformat() for name in ("starts_at", "due_at") if (at := getattr(step, name))},
    }

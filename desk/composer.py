"""The composer below the conversation: one form for each kind of entry, each with its own draft."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import COMPOSERS

TABS = {
    "reply": (_("Reply"), "reply", "r"),
    "note": (_("Note"), "lock", "n"),
    "call": (_("Call"), "phone", "l"),
    "step": (_("Step tried"), "flask-conical", "t"),
    "vendor": (_("Vendor"), "truck", "v"),
}
VERBS = {"reply": "reply", "note": "note", "call": "log_call", "step": "log_step", "vendor": "wait_for_vendor"}
# The field whose text is kept as a draft.
TEXTS = {"vendor": "reason"}


@dataclass(frozen=True)
class Tab:
    kind: str
    label: str
    icon: str
    stroke: str
    form: forms.Form
    is_open: bool
    draft: object = None

    @property
    def url_name(self):
        return f"desk:{VERBS[self.kind]}"

    @property
    def text(self):
        return self.form[text_field(self.kind)]


def text_field(kind):
    return TEXTS.get(kind, "body")


def composer_context(page, kind="", form=None) -> dict:
    """Tabs with the drafts of the person; `kind` is the open one, with `form` as it was sent."""
    kind = kind if kind in COMPOSERS else "reply"
    return {"tabs": [_tab(page, each, each == kind, form if each == kind else None) for each in COMPOSERS]}


def _tab(page, kind, is_open, form):
    draft = page.drafts.get(kind)
    if form is None:
        initial = {text_field(kind): draft.body} if draft else {}
        if kind == "vendor":
            initial["until"] = page.returns_at
        form = COMPOSERS[kind](initial=initial, auto_id=f"{kind}-%s")
    return Tab(kind, *TABS[kind], form=form, is_open=is_open, draft=draft)

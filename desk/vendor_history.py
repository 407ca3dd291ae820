"""What happened in a vendor case, in words."""

from datetime import datetime

from django.utils.translation import gettext as _

from core import times


def vendor_case_in_words(data, vendor):
    """(what happened, the rest) of an event of a vendor case; None where the conversation says it already."""
    say = _SAY.get(data.get("code"))
    return say(data, vendor) if say else None


def _opened(data, vendor):
    return _("Vendor case opened: %(vendor)s") % {"vendor": vendor}, data.get("reference", "")


def _promise(data, vendor):
    return _("New promise of the vendor"), ""


def _changed(data, vendor):
    return _("Vendor case changed"), ""


def _step_added(data, vendor):
    return _("New step: %(step)s") % {"step": data.get("what", "")}, _when(data)


def _step_changed(data, vendor):
    return _("Step changed: %(step)s") % {"step": data.get("what", "")}, _when(data)


def _step_done(data, vendor):
    return _("Done: %(step)s") % {"step": data.get("what", "")}, ""


def _step_undone(data, vendor):
    return _("Not done after all: %(step)s") % {"step": data.get("what", "")}, ""


def _owed(data, vendor):
    return _("The vendor waits for us"), data.get("what", "")


def _settled(data, vendor):
    return _("The vendor has what we owed"), ""


def _confirmed(data, vendor):
    return _("The vendor's work is confirmed"), ""


def _closed(data, vendor):
    return _("Vendor case closed"), data.get("reason", "")


def _late(data, vendor):
    return _("%(vendor)s is late") % {"vendor": vendor}, _due(data)


def _lead_told(data, vendor):
    return _("%(vendor)s is still late: the lead is told") % {"vendor": vendor}, _due(data)


def _due(data):
    return _("due %(time)s") % {"time": times.exact(datetime.fromisoformat(data["due"]))} if data.get("due") else ""


def _when(data):
    instants = [times.exact(datetime.fromisoformat(data[name])) for name in ("starts_at", "due_at") if data.get(name)]
    return " – ".join(instants)


_SAY = {
    "opened": _opened,
    "promise": _promise,
    "changed": _changed,
    "step_added": _step_added,
    "step_changed": _step_changed,
    "step_done": _step_done,
    "step_undone": _step_undone,
    "owed": _owed,
    "settled": _settled,
    "confirmed": _confirmed,
    "unconfirmed": lambda data, vendor: (_("The confirmation is taken back"), ""),
    "step_agreed": lambda data, vendor: (_("Agreed: %(step)s") % {"step": data.get("what", "")}, _when(data)),
    "said_done": lambda data, vendor: (_("They say that it is done"), ""),
    "refused_done": lambda data, vendor: (_("It is not done yet: they were told"), ""),
    "mailed": lambda data, vendor: (_("Sent as e-mail"), data.get("address", "")),
    "shared": lambda data, vendor: (_("A message was shared with them"), ""),
    "closed": _closed,
    "late": _late,
    "lead_told": _lead_told,
}

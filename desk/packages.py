"""A hand-over's package as its reader sees it: codes in his words, what people wrote as it stands."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from escalation.package import GAPS, fact_in_words
from tickets.models import Message


@dataclass(frozen=True)
class Tried:
    """A step as the result's mark shows it."""

    body: str
    result: str

    @property
    def get_result_display(self):
        return Message.Result(self.result).label if self.result in Message.Result.values else ""


@dataclass(frozen=True)
class Package:
    lines: list[tuple[str, str]] = field(default_factory=list)  # label and text
    steps: list[Tried] = field(default_factory=list)
    gaps: list[tuple[str, str]] = field(default_factory=list)  # item, why it is missing


def package_of(move) -> Package:
    """What went with `move`."""
    package = move.package
    lines = _said(package)
    lines += [tuple(pair) for pair in package.get("answers", ())]
    lines += [fact_in_words(code, value) for code, value in package.get("facts", {}).items()]
    lines += _more(package)
    steps = [Tried(step["body"], step["result"]) for step in package.get("steps", ())]
    return Package(lines, steps, _gaps(move))


def written_with(move) -> Package:
    """What was written for `move` and stands nowhere else on the ticket's page; answers, facts and steps do."""
    return Package(_said(move.package) + _more(move.package), gaps=_gaps(move))


def _said(package):
    lines = [(_("Suspected cause"), package.get("cause")), (_("Look at first"), package.get("look_first"))]
    lines += [tuple(pair) for pair in package.get("essentials", ())]
    return [(label, text) for label, text in lines if text]


def _more(package):
    return [(_("Further facts"), package["more"])] if package.get("more") else []


def _gaps(move):
    return [(item, str(GAPS.get(reason, reason))) for item, reason in move.gaps]


def part_in_words(key, value) -> str:
    """One part of a package in a line."""
    kind, _colon, code = key.partition(":")
    if kind == "facts":
        return ": ".join(fact_in_words(code, value))
    if kind == "answers":
        return ": ".join(value)
    result = Tried(value["body"], value["result"]).get_result_display
    return " · ".join(part for part in (_("Tried: %(step)s") % {"step": value["body"]}, str(result)) if part)

"""What goes with a hand-over, put together from the ticket, so that nobody asks the customer twice. Pure.

A package holds codes and what people wrote: `facts` {code: value}, `answers` [[question, answer]], `steps`
[{message, body, result}], `essentials` [[item, what was said]], and `cause`, `look_first`, `more` as the sender wrote
them.
"""

from django.utils.translation import gettext_lazy as _

from core.choices import Impact, Urgency
from core.errors import EssentialsMissing
from core.text import clean_line, clean_text

LINE, TEXT = 500, 5000  # letters
WITHOUT = _("The team cannot begin without this. Say it, or say why it is missing.")
FACTS = {
    "site": _("Site"),
    "service": _("Service"),
    "device": _("Device"),
    "serial": _("Serial number"),
    "impact": _("Impact"),
    "urgency": _("Urgency"),
    "priority_reason": _("Reason for the priority"),
}
# Why an essential is missing, as it is kept; somebody's own words are kept as they stand.
GAPS = {
    "nobody_there": _("Nobody on site now"),
    "not_known": _("The customer does not know"),
    "not_reached": _("The customer was not reached"),
    "no_access": _("We cannot see it"),
    "does_not_apply": _("Does not apply here"),
}


def assemble(ticket, steps) -> dict:
    """Return the package as the ticket gives it. `steps`: the messages that tell what was tried, in order."""
    device = ticket.device
    facts = {
        "site": ticket.site.name if ticket.site else "",
        "service": str(ticket.service) if ticket.service else "",
        "device": device.name if device else "",
        "serial": device.serial if device else "",
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "priority_reason": ticket.priority_reason,
    }
    return {
        "facts": {code: value for code, value in facts.items() if value},
        "answers": [[question, answer] for question, answer in ticket.answers if answer],
        "steps": [{"message": step.pk, "body": step.body[:LINE], "result": step.result} for step in steps],
    }


def changed(package, details) -> dict:
    """Return the package as the sender changed it.

    `details`: cause, look_first, more; and `without`, the keys (see `parts`) of what is left out.
    """
    left_out = set(details.get("without") or ())
    kept = {"facts": {}, "answers": [], "steps": []}
    for key, value in parts(package):
        if key in left_out:
            continue
        kind, _colon, name = key.partition(":")
        if kind == "facts":
            kept[kind][name] = value
        else:
            kept[kind].append(value)
    written = {
        "cause": clean_line(details.get("cause") or "")[:LINE],
        "look_first": clean_line(details.get("look_first") or "")[:LINE],
        "more": clean_text(details.get("more") or "")[:TEXT],
    }
    return kept | {name: text for name, text in written.items() if text}


def parts(package):
    """Yield (key, value) of everything that can be left out: facts:site, answers:0, steps:0, …"""
    for code, value in package["facts"].items():
        yield f"facts:{code}", value
    for kind in ("answers", "steps"):
        for place, value in enumerate(package[kind]):
            yield f"{kind}:{place}", value


def fact_in_words(code, value) -> tuple[str, str]:
    """A fact's name and value for the reader of the moment."""
    labels = {"impact": Impact, "urgency": Urgency}.get(code)
    known = labels is not None and value in labels.values
    return str(FACTS.get(code, code)), str(labels(value).label) if known else value


def essentials_of(team) -> list[str]:
    """What the team cannot begin without, each item once."""
    items = (clean_line(line)[:LINE] for line in team.essentials.splitlines())
    return list(dict.fromkeys(item for item in items if item))


def unanswered(team, answers) -> list[str]:
    """The team's essentials that no question of the service has answered. `answers`: [[question, answer]]."""
    answered = {question.casefold().strip(" ?:") for question, answer in answers if answer}
    return [item for item in essentials_of(team) if item.casefold().strip(" ?:") not in answered]


def close_gaps(team, package, *, essentials, gaps, asked) -> list[list[str]]:
    """Put what was said of the team's essentials into the package; return the gaps as [[item, reason]].

    `essentials`: {item: what was said}, `gaps`: {item: why it is missing}. Raises EssentialsMissing for items with
    neither, unless nobody is `asked`: the clock gives no reasons.
    """
    said = {item: clean_line(text or "")[:LINE] for item, text in (essentials or {}).items()}
    why = {item: clean_line(text or "")[:LINE] for item, text in (gaps or {}).items()}
    missing = unanswered(team, package["answers"])
    silent = [item for item in missing if not said.get(item) and not why.get(item)]
    if silent and asked:
        words = {"team": team.name, "items": ", ".join(silent)}
        sentence = _("%(team)s cannot begin without: %(items)s. Say it, or say why it is missing.") % words
        raise EssentialsMissing(sentence, {f"essentials.{item}": [WITHOUT] for item in silent})
    if given := [[item, said[item]] for item in missing if said.get(item)]:
        package["essentials"] = given
    return [[item, why.get(item, "")] for item in missing if not said.get(item)]

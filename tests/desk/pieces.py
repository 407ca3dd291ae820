"""Pieces of a page by their id, as they stand in a page or in an answer to htmx, made comparable."""

from django.test.html import Element, parse_html

# What differs between two answers to the same question: the token, and seconds that have passed.
PASSING = {"hx-swap-oob", "hx-headers", "data-left", "data-window", "data-saved-at", "stroke-dasharray"}


def pieces(answer) -> dict[str, Element]:
    """Every element with an id, by it."""
    found = {}
    _collect(parse_html(answer.content.decode()), found)
    return found


def _collect(element, found):
    if not isinstance(element, Element):
        return
    attributes = dict(element.attributes)
    if attributes.get("name") == "csrfmiddlewaretoken":
        element.attributes = [pair for pair in element.attributes if pair[0] != "value"]
    element.attributes = [(name, value) for name, value in element.attributes if name not in PASSING]
    if element.name == "rect":  # of the bar of holders, which grows while one looks
        element.attributes = [pair for pair in element.attributes if pair[0] not in ("x", "width")]
    if "id" in attributes:
        found[attributes["id"]] = element
    for child in element.children:
        _collect(child, found)


def htmx(target=""):
    return {"HX-Request": "true", **({"HX-Target": target} if target else {})}

"""Which texts of the product can be translated, and where they stand.

No GNU gettext is needed: Python is read by `ast`, a template through Django's own `templatize`, so that what is
found here is what Django looks up at run time.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

CONTEXT_END = "\u0004"  # as in compiled catalogues: context, this, msgid

# Name of the call: places of the context, the singular, the plural among its arguments.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# All that templatize leaves readable: a call with literals. The rest of the template it blanks out.
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(?:n?p?gettext|_)\(\s*{LITERAL}(?:\s*,\s*(?:{LITERAL}|count))*\s*\)")
# Not rooms: tests speak to nobody, scripts run before anything is installed.
NO_ROOMS = {"tests", "scripts", "node_modules"}


@dataclass
class Text:
    """One translatable text; `places` are "file:line", in the order of the files' names."""

    msgid: str
    plural: str | None = None
    context: str | None = None
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.msgid if self.context is None else f"{self.context}{CONTEXT_END}{self.msgid}"


class Texts(dict):
    """Texts by key, and `faults`: sentences on what cannot be read or cannot be translated."""

    def __init__(self):
        super().__init__()
        self.faults = []

    def note(self, call: ast.Call, place: str):
        context_at, msgid_at, plural_at = CALLS[name_of(call)]
        context = literal(call, context_at)
        msgid = literal(call, msgid_at)
        if msgid:
            text = Text(msgid, literal(call, plural_at), context)
            known = self.setdefault(text.key, text)
            known.plural = known.plural or text.plural
            known.places.append(place)
        elif call.args and isinstance(call.args[min(msgid_at, len(call.args) - 1)], ast.JoinedStr | ast.BinOp):
            self.faults.append(f"{place}: this text is put together at run time; give the call one whole sentence.")


def name_of(call: ast.Call) -> str | None:
    return getattr(call.func, "id", None) or getattr(call.func, "attr", None)


def literal(call: ast.Call, position: int | None) -> str | None:
    if position is None or position >= len(call.args):
        return None
    argument = call.args[position]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def texts_of(root: Path) -> Texts:
    """Every translatable text of the rooms and templates below `root`."""
    texts = Texts()
    for path in python_files(root):
        read_python(path.read_text("utf-8"), path.relative_to(root), texts)
    for path in template_files(root):
        read_template(path.read_text("utf-8"), path.relative_to(root), texts)
    return texts


def python_files(root: Path) -> list[Path]:
    rooms = sorted(path.parent for path in root.glob("*/__init__.py") if path.parent.name not in NO_ROOMS)
    return [path for room in rooms for path in sorted(room.rglob("*.py")) if "migrations" not in path.parts]


def template_files(root: Path) -> list[Path]:
    return sorted(path for path in (root / "templates").rglob("*") if path.is_file() and path.suffix in TEMPLATES)


TEMPLATES = {".html", ".txt", ".xml"}


def read_python(source: str, name, texts: Texts):
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        texts.faults.append(f"{name}:{error.lineno}: not readable as Python: {error.msg}.")
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and name_of(node) in CALLS]
    for call in sorted(calls, key=lambda node: node.lineno):
        texts.note(call, f"{name}:{call.lineno}")


def read_template(source: str, name, texts: Texts):
    try:
        code = templatize(source, origin=str(name))
    except SyntaxError as error:
        texts.faults.append(f"{name}: {error}.")
        return
    for found in TEMPLATE_CALL.finditer(code):
        call = ast.parse(found[0], mode="eval").body
        texts.note(call, f"{name}:{code.count(chr(10), 0, found.start()) + 1}")

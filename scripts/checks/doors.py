"""The doors take tickets, and what hangs on them, by the right of whoever asks: `visible_to(user)` and its like.

Work that is nobody's request, such as sending the outbox, reads more than one person may see, and what is asked about
tickets in hand needs no right again. Such a line says so at its end:  `Notice.objects.due(now)  # all rows: the sender serves everybody`
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOORS = ("desk", "portal", "api", "intake", "notifications")
BEARING_TICKETS = {"Ticket", "Message", "Attachment", "Event", "Notice", "HandOver", "VendorCase", "CaseMessage"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
GUARDS = {"visible_to", "workable_by", "answerable_by", "given_to", "none"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}  # given a model, they ask all its rows
ALLOWED = "# all rows: "


def faults_of(source, name):
    """What is wrong with one module, as "name:line: sentence"."""
    tree = ast.parse(source)
    lines = source.splitlines()
    guarded = {id(manager_below(node.value)) for node in ast.walk(tree) if is_guard(node)}
    found = []
    for node in ast.walk(tree):
        model = model_read_whole(node, guarded)
        if model and ALLOWED not in "".join(lines[node.lineno - 1 : node.end_lineno]):
            found.append((node.lineno, f"{name}:{node.lineno}: {model} is read without visible_to(…) or its like."))
    return [text for _, text in sorted(found)]


def is_guard(node):
    return isinstance(node, ast.Attribute) and node.attr in GUARDS


def manager_below(node):
    """`Message.objects` of `Message.objects.filter(…).order_by(…)`; the last thing in the chain if it has none."""
    while isinstance(node, ast.Attribute | ast.Call) and not is_manager(node):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def is_manager(node):
    return isinstance(node, ast.Attribute) and node.attr in MANAGERS and name_of(node.value) in BEARING_TICKETS


def model_read_whole(node, guarded):
    """The model whose every row this piece of code reaches, None if there is none."""
    if is_manager(node) and id(node) not in guarded:
        return name_of(node.value)
    if isinstance(node, ast.Call) and name_of(node.func) in SHORTCUTS and node.args:
        model = name_of(node.args[0])
        return model if model in BEARING_TICKETS else None
    return None


def name_of(node):
    """`Ticket` for both Ticket and models.Ticket."""
    return getattr(node, "id", None) or getattr(node, "attr", None)


def main():
    found = []
    for door in DOORS:
        for path in sorted((ROOT / door).rglob("*.py")):
            if "migrations" not in path.parts:
                found += faults_of(path.read_text("utf-8"), path.relative_to(ROOT))
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()

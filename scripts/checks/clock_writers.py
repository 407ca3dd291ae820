"""Stored clocks have one writer, tickets/clocks.py: it makes the rows, and sets what lists sort by on the ticket.

Whatever else wrote a row of TicketClock, or one of those three columns, would say something that the history does not
say. (tickets/changing.py writes every column that was changed, and names none.) Read from the code, without running it;
every room, migrations aside.
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NO_ROOMS = {"tests", "scripts"}
WRITER = "tickets/clocks.py"
MODEL, RELATION = "TicketClock", "clocks"
ON_TICKET = {"next_due_at", "next_clock", "breached_clocks"}
ONLY_OF_ROWS = {"as_of", "consumed", "warn_at", "breached_at", "cycle"}
OF_OTHERS_TOO = {"state", "target", "due_at", "finished_at"}  # a fault where the function speaks of clock rows
SAVED = {"ticket", "clock", "ticket_clock"}  # a whole row saved writes every column of it, stale ones too
WRITE = {"update", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "_raw_delete"}
WRITE |= {f"a{name}" for name in WRITE} | {"set", "add", "remove", "clear"}
SQL_ON_ROWS = re.compile(
    r"\b(insert\s+into|update|delete\s+from|merge\s+into|copy|truncate)\s[^;]*tickets_ticketclock", re.I
)
SQL_ON_TICKET = re.compile(
    r"\b(insert\s+into|update|merge\s+into|copy)\s[^;]*tickets_ticket\b[^;]*\b({})\b".format("|".join(ON_TICKET)), re.I
)


def faults_of(source, name):
    """What is wrong with one module, as "name:line: sentence"."""
    tree = ast.parse(source)
    about_rows = lines_about_rows(tree)
    found = set()
    for node in ast.walk(tree):
        for line, what in faults_at(node, about_rows):
            found.add((line, f"{name}:{line}: {what} is written here; only tickets/clocks.py writes clocks."))
    return [text for _, text in sorted(found)]


def faults_at(node, about_rows):
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        yield from assignment_faults(node, about_rows)
    elif isinstance(node, ast.Call):
        yield from call_faults(node)
    elif isinstance(node, ast.JoinedStr):
        yield from sql_faults(node, "".join(part.value for part in node.values if isinstance(part, ast.Constant)))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from sql_faults(node, node.value)


def assignment_faults(node, about_rows):
    is_self = isinstance(node.value, ast.Name) and node.value.id == "self"
    if node.attr in ON_TICKET:
        yield node.lineno, node.attr
    elif not is_self and (node.attr in ONLY_OF_ROWS or (node.attr in OF_OTHERS_TOO and node.lineno in about_rows)):
        yield node.lineno, f"{node.attr} of a clock"


def call_faults(node):
    called, names = name_of(node.func), set(names_in(node.func))
    if called == MODEL:
        yield node.lineno, f"a {MODEL}"
    if called in WRITE and (MODEL in names or RELATION in names):
        yield node.lineno, f"{MODEL} ({called})"
    if called in WRITE | {"setattr", "Ticket", "save", "asave"}:
        for word in sorted(written_words(node) & ON_TICKET):
            yield node.lineno, word
    if called in {"save", "asave"} and name_of(getattr(node.func, "value", None)) in SAVED and not update_fields(node):
        yield node.lineno, f"a whole {name_of(node.func.value)}"
    if called == "get_model" and any(word.lower().endswith(MODEL.lower()) for word in written_words(node)):
        yield node.lineno, f"a {MODEL} by get_model"


def sql_faults(node, text):
    if SQL_ON_ROWS.search(text):
        yield node.lineno, f"{MODEL} (SQL)"
    if SQL_ON_TICKET.search(text):
        yield node.lineno, "a ticket's clock column (SQL)"


def lines_about_rows(tree):
    """The lines of functions that name the model or the relation to it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and {MODEL, RELATION} & set(names_in(node)):
            found |= set(range(node.lineno, node.end_lineno + 1))
    return found


def names_in(node):
    for part in ast.walk(node):
        yield name_of(part)


def name_of(node):
    """`update` for both update and x.y.update."""
    return getattr(node, "id", None) or getattr(node, "attr", None)


def written_words(node):
    """Keywords and texts in a call's arguments: fields a write may name."""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    words = {part.value for argument in arguments for part in ast.walk(argument) if isinstance(part, ast.Constant)}
    return {word for word in words if isinstance(word, str)} | {keyword.arg for keyword in node.keywords}


def update_fields(node):
    return any(keyword.arg == "update_fields" for keyword in node.keywords)


def modules(root):
    rooms = sorted(path.parent for path in root.glob("*/__init__.py") if path.parent.name not in NO_ROOMS)
    for path in (path for room in rooms for path in sorted(room.rglob("*.py"))):
        name = path.relative_to(root).as_posix()
        if "migrations" not in path.parts and name != WRITER:
            yield name, path.read_text("utf-8")


def main():
    found = [fault for name, source in modules(ROOT) for fault in faults_of(source, name)]
    print("\n".join(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()

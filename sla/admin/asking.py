"""Buttons of the calendar's form that save nothing: one more window, one line less, show it drawn.

They are answered by the server with the whole form as it was typed, so they work without a script; with one, only what
changed is put into the page.
"""

LOOK = "_look"  # draw it with what is typed
TRY = "_try"  # calculate in the test box
HOLIDAYS = "_holidays"  # of the place chosen
MORE, LESS = "_more", "_less"  # a window of the field named, the field and number of the window that goes
LINE, DROP = "_line", "_drop"  # a line for a date, the number of the line that goes
ASKED = (LOOK, TRY, HOLIDAYS, MORE, LESS, LINE, DROP)
LINE_FIELDS = ("date", "kind", "hours-from", "hours-to", "name")


def asked_for(data) -> str | None:
    return next((name for name in ASKED if name in data), None)


def answered(data, asked):
    """Return a copy of the sent data with what was asked for done to it, and the id of the field to go on with."""
    data = data.copy()
    value = data.get(asked, "")
    focus = ""
    if asked == MORE:
        focus = _one_more(data, value)
    elif asked == LESS:
        _one_less(data, value)
    elif asked == LINE:
        number = _count(data)
        data["dates-TOTAL_FORMS"] = str(number + 1)
        data[f"dates-{number}-kind"] = "half"
        focus = f"id_dates-{number}-date"
    elif asked == DROP and value.isdecimal():
        _drop_line(data, int(value[:6]))
    return data, focus


def _one_more(data, field):
    number = max(len(data.getlist(f"{field}-from")), len(data.getlist(f"{field}-to")))
    for end in ("from", "to"):
        data.appendlist(f"{field}-{end}", "")
    return f"id_{field}-{number}-from"


def _one_less(data, value):
    field, _colon, number = value.partition(":")
    if not number.isdecimal():
        return
    for end in ("from", "to"):
        times = data.getlist(f"{field}-{end}")
        data.setlist(f"{field}-{end}", [time for place, time in enumerate(times) if place != int(number[:6])])


def _count(data):
    text = data.get("dates-TOTAL_FORMS", "")
    return min(int(text[:6]), 200) if text.isdecimal() else 0


def _drop_line(data, gone):
    """The lines below move up, with all their windows."""
    count = _count(data)
    if gone >= count:
        return
    for number in range(gone, count):
        for name in LINE_FIELDS:
            data.setlist(f"dates-{number}-{name}", data.getlist(f"dates-{number + 1}-{name}"))
    data["dates-TOTAL_FORMS"] = str(count - 1)

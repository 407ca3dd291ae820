"""The rows of a ladder's form, as sent, with one more, one doubled or two changed about: nothing is saved by it."""

MORE, COPY, UP, DOWN = "_more", "_copy", "_up", "_down"
BUTTONS = (MORE, COPY, UP, DOWN)
NEW = {"not_once_acknowledged": ["on"], "counted": ["percent"]}


def is_rearranged(data) -> bool:
    """Whether one of the buttons was pressed that change rows only."""
    return data is not None and any(button in data for button in BUTTONS)


def rearranged(data, prefix, *, most):
    """Return `data` (of a form) with what the pressed button asks for; a button that names no row changes nothing."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "") if is_rearranged(data) else ""
    if not total.isdecimal():
        return data
    rows = [_row(data, f"{prefix}-{number}-") for number in range(min(int(total[:6]), most))]
    if MORE in data:
        rows.append(dict(NEW))
    for button in (COPY, UP, DOWN):
        number = data.get(button, "").removeprefix(f"{prefix}-")
        if number.isdecimal() and int(number[:6]) < len(rows):
            _press(button, rows, int(number))
    return _written(data, prefix, rows[:most])


def _press(button, rows, number):
    if button == COPY:
        rows.insert(number + 1, dict(rows[number]))
        return
    other = number + (1 if button == DOWN else -1)
    if 0 <= other < len(rows):
        rows[number], rows[other] = rows[other], rows[number]


def _row(data, start):
    return {key.removeprefix(start): data.getlist(key) for key in data if key.startswith(start)}


def _written(data, prefix, rows):
    data = data.copy()
    for key in [key for key in data if key.startswith(f"{prefix}-") and key.split("-")[1].isdecimal()]:
        del data[key]
    for number, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    return data

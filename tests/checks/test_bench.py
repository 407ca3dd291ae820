"""`scripts/bench`: what its lines look like, and that a figure over its limit is told by the exit status."""

import importlib

import pytest

from scripts.benches.__main__ import main, measure
from scripts.benches.limits import GROUPS, Limit

SEGMENTS = "scripts.benches.segments"


@pytest.mark.parametrize(
    ("value", "at_least", "line"),
    [
        (9.876, False, "add 9.88 µs 10 ok"),
        (10, False, "add 10.0 µs 10 ok"),
        (10.01, False, "add 10.0 µs 10 over"),
        (6123.4, True, "add 6123 µs 10 ok"),
        (9.99, True, "add 9.99 µs 10 over"),
    ],
)
def test_a_line_is_name_value_unit_limit_and_ok_or_over(value, at_least, line):
    assert Limit("add", "", "µs", 10, at_least).line(value) == line


@pytest.mark.parametrize(("limit", "status", "word"), [(60_000, 0, "ok"), (0.0001, 1, "over")])
def test_one_figure_over_its_limit_ends_with_status_1(tmp_path, capsys, limit, status, word):
    assert measure([Limit("segments", SEGMENTS, "ms", limit)], tmp_path, short=True) == status
    speed, memory = (line.split() for line in capsys.readouterr().out.splitlines())
    assert (speed[0], speed[2], speed[4]) == ("segments", "ms", word)
    assert (memory[0], memory[2:]) == ("segments_memory", ["MB", "300", "ok"])


def test_a_part_that_fails_is_a_sentence(tmp_path, capfd):
    with pytest.raises(SystemExit, match="no_such_part --short failed"):
        measure([Limit("x", "scripts.benches.no_such_part", "ms", 1)], tmp_path, short=True)


def test_an_unknown_group_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["nothing"])
    assert ended.value.code == 2


def test_every_part_exists():
    for limit in (limit for group in GROUPS.values() for limit in group):
        assert callable(importlib.import_module(limit.module).main)

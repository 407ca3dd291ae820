"""`scripts/check` as a whole."""

import sys

import pytest

from scripts.checks.__main__ import main


def step(name, code):
    return (name, [sys.executable, "-c", code])


def test_one_failed_check_keeps_no_other_from_running(capsys):
    with pytest.raises(SystemExit) as ended:
        main([step("bad", "print('what is wrong'); exit(1)"), step("good", "pass")])
    output = capsys.readouterr().out
    assert ended.value.code == 1
    assert "FAIL  bad" in output
    assert "      what is wrong" in output
    assert "OK    good" in output
    assert output.endswith("1 of 2 checks failed.\n")


def test_all_checks_passed(capsys):
    with pytest.raises(SystemExit) as ended:
        main([step("good", "pass")])
    assert ended.value.code == 0
    assert capsys.readouterr().out.endswith("All 1 checks passed.\n")

"""The engine of the clocks agrees with a real log about which targets were kept."""

import csv
import subprocess
from pathlib import Path

import pytest

from scripts.made_sla import judged, main
from tests.given import REAL_LOGS

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("number", "priority", "opened_at", "closed_at", "made_sla")


def log_of(tmp_path, *rows):
    path = tmp_path / "log.csv"
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([COLUMNS, *rows])
    return path


@pytest.mark.real_logs
def test_the_servicenow_log_agrees_to_ninety_nine_percent():
    command = ["scripts/made-sla", str(REAL_LOGS / "servicenow-incidents-2016")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    words = done.stdout.splitlines()[-1].split()
    assert words[:2] == ["made_sla:", "agree"] and float(words[2]) >= 99 and int(words[5]) > 16_000


def test_a_weekend_counts_nothing_and_the_very_target_is_kept(tmp_path):
    # 153.4 h are six weekdays and 9 h 24: from Monday 0:00 to Tuesday of the week after, 9:24.
    kept = ("INC1", "3 - Moderate", "2/5/2016 00:00", "10/5/2016 09:24", "true")
    late = ("INC2", "3 - Moderate", "2/5/2016 00:00", "10/5/2016 09:25", "true")
    found = list(judged(log_of(tmp_path, kept, late)))
    assert [(one.number, one.kept) for one in found] == [("INC1", True), ("INC2", False)]


def test_disagreements_are_named_and_cost_the_exit_status(tmp_path, capsys):
    wrong = ("INC1", "4 - Low", "2/5/2016 00:00", "3/5/2016 00:00", "false")
    left_out = ("INC2", "1 - Critical", "2/5/2016 00:00", "3/5/2016 00:00", "false")
    assert main([str(log_of(tmp_path, wrong, left_out)), "-v"]) == 1
    named, last = capsys.readouterr().out.splitlines()
    assert named == "INC1 P4: the log says late, used 24.0 h"
    assert last == "made_sla: agree 0.00 % of 1 incidents (P3 and P4)"


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "number,priority,opened_at,closed_at,made_sla\nI,3 - M,x,y,true\n"])
def test_what_is_no_such_log_is_said_in_a_sentence(tmp_path, capsys, text):
    path = tmp_path / "log.csv"
    path.write_text(text)
    assert main([str(path)]) in (1, 2)
    assert main([str(tmp_path / "nothing.csv")]) == 2
    assert "cannot be read" in capsys.readouterr().err

"""Folders that a clone standing alone does not have; None where they are not given."""

import os
from pathlib import Path

BESIDE = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def folder(variable: str, default: Path) -> Path | None:
    found = Path(os.environ.get(variable) or default)
    return found if found.is_dir() else None


REAL_LOGS = folder("REAL_LOGS", BESIDE)
SLA_VECTORS = folder("SLA_VECTORS", BESIDE / "sla_vectors")

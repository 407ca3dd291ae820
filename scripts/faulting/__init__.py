"""`scripts/faults`: the whole product, whose processes are killed while steps fall due."""

"""Replaying a log of incidents through the verbs, with the log's own times. What a row means: docs/replay.md."""

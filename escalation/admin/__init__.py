"""Ladders, and what happened by itself, in the administration."""

from . import ladders, work

__all__ = ["ladders", "work"]

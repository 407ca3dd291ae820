"""What a customer gets, in plain words: the annex of a contract, from one version of a tier.

Written in the language that is active; `annex` in another one: `with translation.override("de"): annex(…)`.
"""

from .sheet import Annex, Row, annex
from .spans import length_words

__all__ = ["Annex", "Row", "annex", "length_words"]

"""Public holidays as the library “holidays” knows them: proposals, which an administrator switches on or off."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays
from babel import Locale

YEARS = 3  # proposed at once: this year and the next two
# Those of the law count unless switched off; the others only where somebody switches them on.
MORE_KINDS = ("catholic", "protestant", "bank", "half_day")


@dataclass(frozen=True)
class Holiday:
    date: date
    name: str  # in the reader's language, where the library has it
    local_name: str  # as it is kept: in the country's own language
    is_law: bool
    kind: str = "public"  # of the library's categories


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """(code, name) of every country the library knows, by name."""
    names = Locale.parse(language).territories
    known = [code for code in holidays.list_supported_countries(include_aliases=False) if code in names]
    return sorted(((code, names[code]) for code in known), key=lambda pair: pair[1].casefold())


@cache
def states(country: str) -> list[tuple[str, str]]:
    """(code, name) of a country's states that have holidays of their own."""
    if not _is_known(country):
        return []
    local = holidays.country_holidays(country)
    names = {code: name for name, code in (local.subdivisions_aliases or {}).items()}
    return sorted(((code, names.get(code, code)) for code in local.subdivisions), key=lambda pair: pair[1].casefold())


def proposals(country: str, state: str, *, first_year: int, language: str) -> list[Holiday]:
    """Every holiday of three years, in order; nothing for a country or state the library does not know."""
    if not _is_known(country) or (state and state not in dict(states(country))):
        return []
    years = range(first_year, first_year + YEARS)
    of_country = holidays.country_holidays(country)
    found = {}
    for kind in ("public", *(kind for kind in MORE_KINDS if kind in of_country.supported_categories)):
        spoken = _names(country, state, years, kind, _spoken(of_country, language))
        local = _names(country, state, years, kind, of_country.default_language)
        for day in spoken.keys() - found.keys():
            found[day] = Holiday(day, spoken[day], local.get(day, spoken[day]), is_law=kind == "public", kind=kind)
    return sorted(found.values(), key=lambda holiday: holiday.date)


def _names(country, state, years, kind, language):
    return dict(
        holidays.country_holidays(
            country, subdiv=state or None, years=years, categories=(kind,), language=language, observed=False
        )
    )


def _spoken(of_country, language):
    """The library's name for the reader's language, else the country's own."""
    supported = of_country.supported_languages or ()
    fitting = (name for name in supported if name == language or name.startswith(f"{language}_"))
    return next(fitting, of_country.default_language)


@cache
def _is_known(country):
    return bool(country) and country in holidays.list_supported_countries(include_aliases=False)

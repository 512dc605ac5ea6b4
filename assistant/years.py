"""The years that a question is about: « en 2022 », "since 2019", « entre 2018 et 2021 »."""

import re

from store.language import MONTHS, fold
from store.types import LANGUAGES, Language, Release

_FIRST, _LAST = 1, 9999
_YEAR = r"(?!2000\s+(?:[a-z]{5,}s\b|euros?\b))(?:19|20)\d\d(?!\d)"  # "2000 students" is none
_TO = {
    "fr": r"(?:et|ou|a|au|jusqu'(?:a|en)|-|–|/|,)(?:\s*en\b)?",
    "en": r"(?:and|or|to|until|through|till|-|–|/|,)(?:\s*in\b)?",
}
# In front of a year: the words that open its period to the years behind it, and to those before it.
_SINCE = {
    "fr": r"depuis|apres|a partir d[eu]|posterieure?s? a|plus tard qu[e']",
    "en": r"since|after|from|(?<!no )later than|starting(?: in)?",
}
_UNTIL = {
    "fr": r"avant|anterieure?s? a|plus tot qu[e']|(?:au )?plus tard(?: en)?|d'ici(?: a)?",
    "en": r"before|prior to|earlier than|no later than",
}
_MONTHS = "|".join(fold(month) for language in LANGUAGES for month in MONTHS[language])
# Between such a word and its year: « depuis le 3 mars 2020 », "since the end of 2019".
_PART = (
    r"\s*(?:(?:l'|d')?(?:le|la|annee|de|du|debut|fin|mi|the|end|start|beginning|of|in|year|early|late|mid"
    rf"|\d{{1,2}}(?:er|st|nd|rd|th)?|{_MONTHS})[\s-]+){{0,5}}?"
)
_IN = re.compile(r"\b(?:en|in)\s+$", re.IGNORECASE)
_IN_YEAR: dict[Language, str] = {"fr": "en ", "en": "in "}
_FROM_THEN_ON = re.compile(r"\bdès\b", re.IGNORECASE)  # folded it would be « des »
_LONE = re.compile(rf"(?<![\d.,]){_YEAR}")
_PERIOD: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        rf"(?:\b(?:de|entre|from|between)\s+)?(?P<low>{_YEAR})\s*{_TO[language]}{_PART}(?P<high>{_YEAR})"
        rf"|(?<![\d.,])(?P<first>{_YEAR})[-–/](?P<short>\d\d)(?![\d/-])"
        rf"|\b(?:annees|the)\s+(?P<decade>(?:19|20)\d0)(?:'?s\b|(?<=annees \d\d\d\d))"
        rf"|\b(?:{_SINCE[language]}){_PART}(?P<after>{_YEAR})"
        rf"|\b(?:{_UNTIL[language]}){_PART}(?P<before>{_YEAR})"
        rf"|(?<![\d.,])(?P<only>{_YEAR})"
    )
    for language in LANGUAGES
}


def years(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """The periods that a question names, each by its first and last year; a year by itself is both."""
    said = fold(_FROM_THEN_ON.sub("depuis", text))
    return tuple(_period(found) for found in _PERIOD[language].finditer(said))


def in_period(text: str, language: Language, period: str) -> str | None:
    """The question asked of another year or period, as it is typed; None when it names none.

    >>> in_period("Which deals were signed since 2020?", "en", "before 2010")
    'Which deals were signed before 2010?'
    """
    said = fold(text)
    found = _PERIOD[language].search(said) if len(said) == len(text) else None
    if found is None:
        return None
    if found["only"] and period.isdigit():
        return f"{text[: found.start('only')]}{period}{text[found.end('only') :]}"
    before = _IN.sub("", text[: found.start()])
    return f"{before}{_IN_YEAR[language] if period.isdigit() else ''}{period}{text[found.end() :]}"


def _period(found: re.Match[str]) -> tuple[int, int]:
    if found["low"]:
        return int(found["low"]), int(found["high"])
    if found["short"]:
        first, last = int(found["first"]), int(found["first"][:2] + found["short"])
        return first, max(first, last)  # "2022-03" is a month
    if found["decade"]:
        return int(found["decade"]), int(found["decade"]) + 9
    if found["after"]:
        return int(found["after"]), _LAST
    if found["before"]:
        return _FIRST, int(found["before"])
    return int(found["only"]), int(found["only"])


def falls_in(release: Release, periods: tuple[tuple[int, int], ...]) -> bool:
    """Whether a release names a year of each period, or appeared in one."""
    if not periods:
        return True
    held = {int(year) for year in _LONE.findall(f"{release.header}\n{release.text}")}
    return all(any(low <= year <= high for year in held) for low, high in periods)

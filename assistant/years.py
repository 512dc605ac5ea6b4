"""The years that a question is about: « en 2022 », "since 2019", « entre 2018 et 2021 »."""

import re

from store.language import MONTHS, fold
from store.types import LANGUAGES, Language, Release

_FIRST, _LAST = 1, 9999
_YEAR = r"(?!2000\s+(?:[a-z]{5,}s\b|euros?\b))(?:19|20)\d\d(?!\d)"  # "2000 students" is none
_TO = {"fr": r"(?:et|a|jusqu'(?:a|en)|-|–)", "en": r"(?:and|to|until|through|till|-|–)"}
# In front of a year: the words that open its period to the years behind it, and to those before it.
_SINCE = {
    "fr": r"depuis|apres|a partir d[eu]|posterieure?s? a|plus tard qu[e']",
    "en": r"since|after|from|(?<!no )later than|starting(?: in)?",
}
_UNTIL = {
    "fr": r"avant|anterieure?s? a|plus tot qu[e']",
    "en": r"before|prior to|earlier than|no later than",
}
_MONTHS = "|".join(fold(month) for language in LANGUAGES for month in MONTHS[language])
# Between such a word and its year: « depuis le 3 mars 2020 », "since the end of 2019".
_PART = (
    r"\s*(?:(?:l'|d')?(?:le|la|annee|de|du|debut|fin|mi|the|end|start|beginning|of|in|year|early|late|mid"
    rf"|\d{{1,2}}(?:er|st|nd|rd|th)?|{_MONTHS})[\s-]+){{0,5}}?"
)
_FROM_THEN_ON = re.compile(r"\bdès\b", re.IGNORECASE)  # folded it would be « des »
_LONE = re.compile(rf"(?<![\d.,]){_YEAR}")
_PERIOD: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        rf"(?:\b(?:de|entre|from|between)\s+)?(?P<low>{_YEAR})\s*{_TO[language]}{_PART}(?P<high>{_YEAR})"
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


def _period(found: re.Match[str]) -> tuple[int, int]:
    if found["low"]:
        return int(found["low"]), int(found["high"])
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

"""Publication dates as releases write them: « Mardi 22 mars 2022 », "published on 26 September 2023"."""

import re
import warnings
from datetime import date
from functools import lru_cache

from store.types import Language

_MONTHS = (
    r"janv(?:ier|\.)?|f[ée]vr?(?:ier|\.)?|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|ao[uû]t|sept(?:embre|\.)?"
    r"|oct(?:obre|\.)?|nov(?:embre|\.)?|d[ée]c(?:embre|\.)?"
    r"|jan(?:uary|\.)?|feb(?:ruary|\.)?|march|mar\.?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?"
    r"|october|november|december"
)
_DAY = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\s+\d{{4}}"
    rf"|(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"^(?:[\w' -]{0,40}?\b)?(?:published|posted|released|publi[ée]e?|mise? en ligne|paru)\b(?: on| le| :|:)?\s*"
    rf"(?:{_DAY},?\s+)?{DATE.pattern}(?:\s*[,|·(–-]?\s*(?:updated|modifi[ée]e?|mise? à jour)\b.*)?\W*$",
    re.IGNORECASE,
)
_ONLY_DATE = re.compile(
    rf"^(?:[\w' -]{{2,30}},\s*)?(?:le\s+)?(?:{_DAY},?\s+)?(?:le\s+)?{DATE.pattern}\s*[.|–—-]?$", re.IGNORECASE
)
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]\d{4}")
_ORDINAL = re.compile(r"(?<=\d)(?:er|st|nd|rd|th)\b|\bof\s", re.IGNORECASE)


def published_on(line: str) -> str | None:
    """The date in a line that says when the release was published or is nothing but a date; as written."""
    line = line.strip()
    found = _PUBLISHED.search(line)
    if found or _ONLY_DATE.match(line):
        match = DATE.search(found.group() if found else line)
        return match.group() if match else None
    return None


@lru_cache(maxsize=1024)
def parse(text: str, language: Language) -> date | None:
    """A written date as a date; None unless day, month and year are all there and make one."""
    match = DATE.search(text)
    if not match:
        return None
    numbers = _NUMERIC.fullmatch(match.group())
    if numbers and language == "en" and max(int(numbers[1]), int(numbers[2])) <= 12 and numbers[1] != numbers[2]:
        return None  # 03/04/2024 is March in one English and April in another: better no date than a guess
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser calls regex with a deprecated flag
        import dateparser  # heavy, and only at ingest

        settings = {
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "DATE_ORDER": "DMY",
        }
        found = dateparser.parse(_ORDINAL.sub("", match.group()), languages=[language, "fr", "en"], settings=settings)
    return found.date() if found else None

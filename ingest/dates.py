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
    rf"\b(?:\d{{1,2}}\s?(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS}),?\s+\d{{4}}"
    rf"|(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{4}[-/]\d{2}[-/]\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})(?:\b|(?=T\d\d:))",
    re.IGNORECASE,
)
# A line of the head may give the year in two figures; in a text these may be anything.
_HEAD_DATE = rf"(?:{DATE.pattern}|\b\d{{2}}/\d{{2}}/\d{{2}}\b)"
_TIME = (
    r"(?:T\d\d:\d\d\S*|,?\s*(?:(?:à|at|@|[|–-])\s*)?\d{1,2}\s?"
    r"(?:(?:h|heures?\b)\s?(?:\d\d\b)?|:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?|[ap]\.?m\b\.?)(?-i:\s\(?[A-Z]{2,4}\b\)?)?)"
)
# Words in capitals, with what may join them: « Gif-sur-Yvette (France) », "Paris / Lyon", "Washington, D.C.".
_PLACE_WORD = r"(?-i:\(?(?:[dl]['’])?[A-ZÀ-Þ][\w'’.-]*\)?)"
_PLACE = (
    rf"(?!(?:in|on|at|since|from|signed|signée?)\b)(?:(?:fait )?[àa]\s)?{_PLACE_WORD}"
    rf"(?:(?:\s*[,/|]\s*|\s+)(?:{_PLACE_WORD}|(?:sur|sous|en|de|du|des|la|le|les|lès|et|and|of|upon)\b)){{0,5}}"
)
_RELEASE = (
    r"(?:(?:this|the|ce|cet|cette|le|la)\s|l['’])?(?:(?:research|news|press|feature|blog)\s)?"
    r"(?:communiqu[ée]s?(?:\sde\spresse)?|release|article|story|news|post|billet|actualit[ée]s?|page|date)"
)
# What stands in front of « Publié le » is the release's own name or set apart by a mark; anything else is a sentence.
_PUBLISHED = re.compile(
    rf"^(?:{_RELEASE}\s*[:|–-]?\s*|[^.!?]{{1,60}}?\s[|·•–—-]\s(?=(?-i:[A-Z])))?(?:(?:first|originally|initialement)\s)?"
    r"(?:published|posted|released|publi[ée]e?|mise? en ligne|paru|(?:date de )?publication(?: date)?)\b(?: on| le)?"
    rf"\s?:?\s*(?:{_DAY},?\s+)?(?P<date>{_HEAD_DATE}){_TIME}?"
    r"(?:\s*[,|·(–-]?\s*(?:updated|modifi[ée]e?|mise? à jour)\b.*|,?\s+(?:par|by)(?:\s[\w'’-]+){1,5})?\W*$",
    re.IGNORECASE,
)
_ONLY_DATE = re.compile(
    rf"^\(?(?:{_PLACE}\s*[,|–—-]\s*)?(?:le\s+)?(?:{_DAY},?\s+)?(?:le\s+)?(?P<date>{_HEAD_DATE}){_TIME}?"
    # One word after a bar is the name of a rubric; more may be the title.
    r"(?:\s*[|•·]\s*(?:communiqué de presse|press release|[^\W\d]+))?\s*[.|–—)-]?$",
    re.IGNORECASE,
)
_ONLY_MONTH = re.compile(rf"^(?:{_PLACE}\s*[,|–—-]\s*)?(?:(?:{_MONTHS})\s+)?\d{{4}}$", re.IGNORECASE)
_DATELINE = re.compile(
    rf"^(?P<open>\()?{_PLACE}(?:\s*[,–—-]\s*|(?<=(?-i:[A-ZÀ-Þ]){{2}})\s+)(?:le\s+|on\s+)?(?:{_DAY},?\s+)?(?:le\s+)?"
    rf"(?P<date>{DATE.pattern})(?(open)\)\s|(?:\s*\([^()]{{2,40}}\))?(?:\s*[–—]+\s|\s+-+\s|\s?:\s|\.\s))",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_ORDINAL = re.compile(r"(?<=\d)\s?(?:er|st|nd|rd|th)\b|\bof\s", re.IGNORECASE)


def published_on(line: str) -> str | None:
    """The date in a line that says when the release was published or is nothing but a date; as written."""
    line = line.strip()
    match = _PUBLISHED.match(line) or _ONLY_DATE.match(line)
    return match["date"] if match else None


def dateline(paragraph: str) -> str | None:
    """The date that a paragraph opens with after the name of a place (« Paris, le 3 mars 2024 – »); as written."""
    match = _DATELINE.match(paragraph)
    return match["date"] if match else None


def is_month(line: str) -> bool:
    """Whether a line gives a month or a year and no day, after a place at most."""
    return bool(_ONLY_MONTH.match(line.strip()))


@lru_cache(maxsize=1024)
def parse(text: str, language: Language) -> date | None:
    """A written date as a date; None unless day, month and year are all there and make one."""
    match = DATE.search(text) or _NUMERIC.fullmatch(text.strip())
    if not match:
        return None
    if iso := _ISO.fullmatch(match.group()):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if numbers := _NUMERIC.fullmatch(match.group()):
        return _in_figures(int(numbers[1]), int(numbers[2]), numbers[3], language)
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


def _in_figures(first: int, second: int, year: str, language: Language) -> date | None:
    """A date such as 22/03/2022; English ones that may be read in two ways are not guessed."""
    if len(year) == 2:  # the order is sure in French only, and the year is of our time
        return _day(2000 + int(year), second, first) if language == "fr" and int(year) < 70 else None
    if language == "en" and max(first, second) <= 12 and first != second:
        return None  # 03/04/2024 is March in one English and April in another: better no date than a guess
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(int(year), month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

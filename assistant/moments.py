"""Dates and periods as releases write them, in either language, each at the precision that it is written in.

`ingest.dates` finds the one day of a release; this reads any date at a place of a text, and says where it ends.
dateparser is not used: its search gives no offsets, splits « 1er mars 2022 » in two and reads « 01/03/2022 » as
January. Two-digit years and days without a month (« mardi dernier ») are not read.
"""

import re
from dataclasses import dataclass
from datetime import date

from assistant.numerals import rows
from prompts import texts
from store.types import Language


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or the period up to `last`, and its characters in the text, end excluded.

    ISO 8601 as far as it is written: "2022-03-01", "2022-03", "2022", "199X" for a decade, "--03-01" without a year.
    """

    start: int
    end: int
    first: str
    last: str = ""


_MONTHS = (
    "janvier|janv|january|jan février|févr|fév|fevrier|february|feb mars|march|mar avril|avr|april|apr mai|may "
    "juin|june|jun juillet|juil|july|jul août|aout|august|aug septembre|september|sept|sep octobre|october|oct "
    "novembre|november|nov décembre|déc|decembre|december|dec"
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS.split(), 1) for name in names.split("|")}
_MONTH = rf"(?:{_MONTHS.replace(' ', '|')})(?!\w)"
# Only English puts the day behind: « en mars 12 laboratoires » is no date.
_ENGLISH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?!\w)"
)
_TAIL = r"(?:\s?er|st|nd|rd|th)?"
_DAY = rf"\d\d?(?={_TAIL}(?!\w))"
_YEAR = r"[12]\d{3}(?!\w)"
_CENTURIES = r"(?:1[89]|20)"
# Behind a month alone, other centuries only where no word follows: « en juin 1500 chercheurs ».
_LIKELY = rf"(?:{_CENTURIES}\d\d(?!\w)|{_YEAR}(?!\s[^\W\d_]))"
_THEN_YEAR = rf"(?:\.?,?[\s\-‑]{{1,2}}(?P<year>{_YEAR}))?"
_TO = r"(?:\s?[-–—/&]\s?|\s(?:et|ou|au|à|and|or|to|through|until)\s(?:le\s)?)"
# A decade is no list of years: « les années 2020 et 2021 ».
_ONLY = r"(?!\w|\s?(?:[-–,&]|et|à|and)\s?\d{4})"

# Two days may share their month and year: « les 4 et 5 mars 2022 » is two dates.
_FIGURES_FIRST = (
    rf"(?:(?P<one>(?P<day1>{_DAY}){_TAIL}(?:\s{{1,2}}(?P<month1>{_MONTH}))?){_TO})?"
    rf"(?P<two>(?P<day>{_DAY}){_TAIL}[\s\-‑]{{1,2}}(?:(?:day )?of\s)?(?P<month>{_MONTH}){_THEN_YEAR})",
    rf"(?P<two>(?P<year>{_YEAR})[-‑](?P<month>\d\d)[-‑](?P<day>\d\d)(?!\d))",
    r"(?P<two>(?P<day>\d\d?)(?P<mark>[/.-])(?P<month>\d\d?)(?P=mark)(?P<year>[12]\d{3}))(?!\w)",
    rf"(?P<year>{_CENTURIES}\d\d)\s?[-–—‑/]\s?(?P<last>{_CENTURIES}\d\d)(?![\w/]|[-‑]\d)",
    rf"(?P<year>{_CENTURIES}\d\d)[-–‑/](?P<last>\d\d)(?![\w/]|[-‑]\d)",
    rf"(?P<two>(?P<year>{_YEAR})[-‑](?P<month>\d\d))(?![\w/]|[-‑]\d)",
    rf"(?P<decade>[12]\d\d0['’]?s){_ONLY}",
)
_MONTH_FIRST = (
    rf"(?P<one>(?P<month1>{_ENGLISH})\.?\s{{1,2}}(?P<day1>{_DAY}){_TAIL}){_TO}"
    rf"(?P<two>(?:(?P<month>{_ENGLISH})\.?\s{{1,2}})?(?P<day>{_DAY}){_TAIL}{_THEN_YEAR})"
    rf"(?!\w|[.,\s]?\d|\s(?:of\s)?{_MONTH})",  # "June 30 to 2 July 2023" is not two days of June
    rf"(?P<two>(?P<month>{_ENGLISH})\.?\s{{1,2}}(?P<day>{_DAY}){_TAIL}{_THEN_YEAR})(?![.,\s]?\d)",
    rf"(?P<two>(?P<month>{_MONTH})\.?,?[\s\-‑]{{1,2}}(?:of\s|de\s)?(?P<year>{_LIKELY}))",
    rf"(?P<decade>ann[ée]es\s[12]\d\d0){_ONLY}",
)
_PATTERNS = {
    by_figures: tuple(re.compile(pattern, re.IGNORECASE) for pattern in written_so)
    for by_figures, written_so in ((True, _FIGURES_FIRST), (False, _MONTH_FIRST))
}
# What every date begins with: cheap to look for, so that a plain number need not try each form.
_OPENING = re.compile(rf"\d{{1,4}}(?:\s{{0,2}}[^\W\d_]|\s?[-–—‑/&]|\.|['’]s)|ann[ée]es\s|{_MONTH}", re.IGNORECASE)
_VERB = re.compile(r"may|march|mar")


def moments(text: str, place: int, language: Language) -> tuple[Moment, ...]:
    """The period or the dates that begin at a place of the text; two where days share a month. None is a lone year."""
    if not _OPENING.match(text, place):
        return ()
    matches = (pattern.match(text, place) for pattern in _PATTERNS[text[place].isdigit()])
    return next((found for match in matches if match and (found := _read(match, language))), ())


def written(first: str, language: Language) -> str:
    """A date of a `Moment` in words: « 1er mars 2022 », "1 March 2022"."""
    forms, names = rows(language)["shown"], texts("answer", language)
    if first.endswith("X"):
        return str(forms["decade"].format(year=f"{first[:3]}0"))
    year, month, day = f"{first.replace('--', '-')}--".split("-")[:3]
    if not month:
        return year
    form = forms["month" if not day else "day" if year else "day_without_year"]
    number = names["first_day"] if day == "01" else day.lstrip("0")
    return str(form.format(year=year, month=names["months"].split()[int(month) - 1], day=number))


def _read(match: re.Match[str], language: Language) -> tuple[Moment, ...]:
    """What a match says; nothing where the calendar has no such day."""
    part = match.groupdict()
    if part.get("decade"):
        return (Moment(*match.span(), re.sub(r"\D", "", part["decade"])[:3] + "X"),)
    if part.get("last"):
        return _period(match)
    year, month, day = part["year"], part["month"] or part["month1"], part.get("day")
    if day and part.get("mark"):
        month, day = _ordered(month, day, language)
    elif day and not year and _VERB.fullmatch(month):
        return ()
    spans = {"two": _iso(year, month, day)}
    if part.get("one"):
        spans = {"one": _iso(year, part["month1"] or month, part["day1"])} | spans
    return tuple(Moment(*match.span(name), first) for name, first in spans.items()) if all(spans.values()) else ()


def _period(match: re.Match[str]) -> tuple[Moment, ...]:
    """Years from one to a later one; « 2022-03 » is a month, "2011-12" a season."""
    first, short = match["year"], match["last"]
    last = first[: 4 - len(short)] + short
    is_month = len(short) == 2 and int(short) <= 12 and int(last) != int(first) + 1
    return () if is_month or last <= first else (Moment(*match.span(), first, last),)


def _ordered(month: str, day: str, language: Language) -> tuple[str, str]:
    """The month and the day of a date in figures; month 0 where, as in English, it could be of two months."""
    if int(month) > 12:
        return day, month
    twofold = int(day) <= 12 and day != month and not rows(language)["day_first"]
    return ("0" if twofold else month), day


def _iso(year: str | None, month: str, day: str | None) -> str:
    """A date in ISO 8601 as far as it is written; empty where the calendar has none."""
    number = int(month) if month.isdigit() else _MONTH_OF[month.lower()]
    try:
        known = date(int(year or 2000), number, int(day or 1)).isoformat()
    except ValueError:
        return ""
    known = known if year else f"-{known[4:]}"
    return known if day else known[:7]

"""The short answer: the date, number, amount, person or place in the quote that was asked for.

A value is written in the language of the reader (`values.shown`), a name as it stands. Nothing is given where the
reader points at no such value or at several, nor where the value is one end of a range or a bound: the quote then
speaks for itself. What makes a value whole, as « fin 2025 », "a year", is data (`data/short.toml`).
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.evidence import Evidence
from assistant.kinds import CARRIED, Kind, carries
from assistant.question import Question
from assistant.values import Value, shown, values
from store.language import fold
from store.types import Language, Span

_VALUES: dict[Kind, tuple[str, ...]] = {
    "when": ("date",),
    "duration": ("duration", "date"),
    "how_many": ("number",),
    "how_much": ("amount",),
}
# « combien ? » may be answered by what is no number, and an amount may be a share; then the reader must point at it.
_INSTEAD: dict[Kind, tuple[str, ...]] = {"how_many": ("amount", "duration"), "how_much": ()}
_FROM = re.compile(r"\d\s?(?:[-–]\s?|(?:à|ou|to|or)\s)(?:[€$£]\s?)?$", re.IGNORECASE)
_TO = re.compile(r"\s?(?:[-–]\s?|(?:à|ou|to|or)\s)(?:[€$£]\s?)?\d", re.IGNORECASE)
_ORIGIN = re.compile(
    r"\bd['’ ]o[uù]\s(?:vien|venai|venu)\w*|\bwhere\b.*\b(?:com\w+|came) from|originat|what place", re.IGNORECASE
)
_PARTICLE = r"(?:d[eu]s?|de la|van|von|da|di|bin|ben|el|al|y|[A-Z]\.)"
# The rest of a name that the reader's words cut: behind them, then in front.
_REST = re.compile(rf"[\w’'-]*(?:(?:\s{_PARTICLE})*\s[A-ZÀ-ÖØ-Þ][\w’'-]*)*")
_FRONT = re.compile(rf"(?:(?<![\w.!?»”:;-])[A-ZÀ-ÖØ-Þ][\w’'-]*\.?\s(?:{_PARTICLE}\s)*)+$")
_ENDS_IN_NAME = re.compile(rf"(?:^|\s|['’])(?:{_PARTICLE}|[A-ZÀ-ÖØ-Þ][\w’'-]*)$")
_BEGINS_WITH_NAME = re.compile(rf"(?:{_PARTICLE}\s)?[A-ZÀ-ÖØ-Þ]")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’-]+")
_LONGEST_NAME = 90  # characters
_AROUND = 40  # characters in front of a value that may belong to it
# A short answer that is wrong misleads more than a quote that is beside the point. Chosen on the questions that were
# tuned on, where 26 of the 28 from here on are right: expect less elsewhere.
_SURE = 0.9


def short(question: Question, evidence: Evidence) -> str | None:
    """The short answer that the evidence gives to the question's first kind; None when it gives none surely."""
    kind = question.kinds[0]
    if evidence.probability < _SURE:
        return None
    if kind in _VALUES:
        return _value(question, evidence, kind)
    words = _tidied(evidence, _person(evidence) if kind == "who" else evidence.answer)
    if len(words) > _LONGEST_NAME or not any(letter.isupper() for letter in words):
        return None
    if kind == "where":
        return None if _ORIGIN.search(question.asked) else words
    # One name out of several would be half an answer that looks whole; who is asked for is not told by the name.
    alone = len(CARRIED["who"].findall(evidence.text)) == 1
    known = {fold(name) for name in _CAPITAL.findall(words)} <= {*question.names}
    return words if kind == "who" and alone and carries("who", words) and not known else None


def _value(question: Question, evidence: Evidence, kind: Kind) -> str | None:
    start, text, wanted = evidence.quote.start, evidence.release.text, _VALUES[kind]
    held = [
        (Span(start + value.start, start + value.end), value)
        for value in values(evidence.text, evidence.release.language)
    ]
    pointed = [one for one in held if one[0].start < evidence.answer.end and evidence.answer.start < one[0].end]
    # Words that end where a value begins stopped short of it: « depuis » of « depuis 2016 ».
    pointed = pointed or [one for one in held if -1 <= one[0].start - evidence.answer.end <= 1]
    # « signé le 3 mars pour cinq ans »: how long is the one that is a duration, when there is one.
    chosen = [one for one in pointed if one[1].kind == wanted[0]] or [one for one in pointed if one[1].kind in wanted]
    if not chosen and kind in _INSTEAD:
        chosen = [one for one in pointed if one[1].kind in _INSTEAD[kind] or one[1].unit == "%"]
    # In a list, the reader may point at one item although another was the likelier to answer.
    if len(chosen) != 1 or chosen[0][1].part or not evidence.sentence.holds(chosen[0][0]):
        return None
    return _framed(*chosen[0], text, evidence.release.language, question.language)


def _framed(place: Span, value: Value, text: str, spoken: Language, language: Language) -> str | None:
    """The value with the part of the year that it is of, or with how often it is paid; None where it is no more than a
    bound or one end of a range: « 30 à 40 », "up to 3 years".
    """
    before, after = text[max(0, place.start - _AROUND) : place.start], text[place.end : place.end + _AROUND]
    if _FROM.search(before) or _TO.match(after) or _alone("before", spoken).search(before):
        return None
    if _alone("behind", spoken).match(after):
        return None
    said = shown(value, language)
    # A year, or a month of a year.
    if value.kind == "date" and len(value.first) in (4, 7) and not value.first.startswith("--"):
        if _alone("term", spoken).search(before):
            return None
        return next(
            (form.format(said) for found, form in _forms("parts", spoken, language) if found.search(before)), said
        )
    if value.kind == "amount":
        paid = next((form for found, form in _forms("rates", spoken, language) if found.match(after)), None)
        return paid.format(said) if paid else None if _alone("per", spoken).match(after) else said
    return said


def _person(evidence: Evidence) -> Span:
    """The reader's words and the rest of a name that they cut."""
    text, (start, end) = evidence.release.text, (evidence.answer.start, evidence.answer.end)
    rest = _REST.match(text, end, evidence.quote.end) if _ENDS_IN_NAME.search(text[start:end]) else None
    from_where = max(evidence.quote.start, start - _AROUND)
    front = _FRONT.search(text, from_where, start) if _BEGINS_WITH_NAME.match(text, start, end) else None
    return Span(front.start() if front else start, rest.end() if rest else end)


def _tidied(evidence: Evidence, place: Span) -> str:
    """Words of the quote without what they begin or end with by mistake."""
    first, last = _stray(evidence.release.language)
    return last.sub("", first.sub("", place.of(evidence.release.text))).strip()


@cache
def _forms(name: str, spoken: Language, language: Language) -> list[tuple[re.Pattern[str], str]]:
    """Patterns of what belongs to a value, in front of a date or behind an amount, and how it is shown."""
    framed = {
        "parts": r"\b(?:{})\s?(?:(?:de l['’]année|de|d['’]|du mois de|of(?: the year)?)\s?)?$",
        "rates": r"\s?(?:bruts?\s|nets?\s)?(?:{})",
    }[name]
    return [
        (re.compile(framed.format(row[spoken]), re.IGNORECASE), row["shown"][language])
        for row in _stored()[name].values()
    ]


@cache
def _alone(name: str, spoken: Language) -> re.Pattern[str]:
    framed = {
        "before": r"\b(?:{})\s*(?:[€$£]\s?)?$",
        "behind": r"(?:\s[\w-]+)?\s(?:{})(?=\s*[.,;:)]|$)",
        "per": r"\s(?:{})",
        "term": r"\b(?:{})$",
    }[name]
    return re.compile(framed.format(_stored()["alone"][name][spoken]), re.IGNORECASE)


@cache
def _stray(spoken: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    first, last = (_stored()["stray"][name][spoken] for name in ("first", "last"))
    return (
        re.compile(rf"^(?:[\s,.;:)]|(?:{first})\s)+"),
        re.compile(rf"(?:[\s,.;:]|(?<=[\s,])(?:{last})(?![\w’'-]))+$"),
    )


@cache
def _stored() -> dict[str, Any]:
    return tomllib.loads(files("assistant").joinpath("data/short.toml").read_text(encoding="utf-8"))

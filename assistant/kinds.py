"""What a question asks for, and what a sentence must hold to answer it.

How each kind is asked for is data (`data/kinds.toml`); what carries it in a sentence of either language is a row of
`CARRIED`. A sentence that holds nothing of what is asked (no date for "when", no person for "who") is rarely the
answer, and one that does is not proof of it: both are features that the evidence model weighs, nothing more.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ingest.dates import DATE
from store.language import MONTHS, fold
from store.types import Language

Kind = Literal[
    "how_much", "duration", "how_many", "when", "who", "where", "partners", "list", "overview", "yes_no", "what"
]

# Kinds that a whole list may answer.
WHOLE_LISTS: frozenset[Kind] = frozenset({"who", "partners", "list", "overview"})

# « qui » behind a noun asks for nobody: « l'accord qui lie Brest et Lyon ».
_RELATIVE = re.compile(
    r"(?<=\w)(?<!\bet)(?<!\bou)(?<!\bmais)(?<!\bavec)(?<!\bpar)(?<!\bpour)(?<!\bde)(?<!\bentre)(?<!\bchez)(?<!\ba)"
    r"(?<!\bsavoir)(?<!\bdire)(?<!\bc'est) qui\b"
)
# « ou » (or) is common in French; only « où » with its accent, in front, or beside words that ask, asks for a place.
_OR = re.compile(r"(?<=\s)(?<!\bet )(?<!c'est )(?<!passe )(?<!lieu )ou(?=\s)(?! et (?:quand|qui)\b)", re.IGNORECASE)
_LEAD = re.compile(r"^(?:(?:et|mais|alors|donc|and|but|so)[ ,]+)+")
# Kinds that settle a yes-no question; "when" and "who" in one are mostly conjunctions.
_SETTLES: frozenset[Kind] = frozenset({"how_much", "duration", "how_many"})

_CAPITAL_MONTHS = "|".join(month.title() for month in MONTHS["en"])
# Two capitalised words in a row, particles and initials between them allowed: a person, unless the first of them
# belongs to an institution, a place or a date.
_PERSON = (
    r"\b(?!(?:Univ|Inst|Région|Region|Minist|Conseil|Council|Cent(?:re|er)|École|School|Hospital|Hôpita|Hôtel|Agence"
    r"|Laborato|Faculty|Faculté|Graduate|Research|National|American|European|Science|Chinese|United)\w*\b)"
    r"(?!(?:South|North|New|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|On|The|In|La|Le|Les|Un|Une|A|An"
    rf"|Par|This|Son|{_CAPITAL_MONTHS})\b)"
    r"[A-ZÀ-ÖØ-Þ][\w.-]*\w(?:\s(?:d[eu]s?|de la|van|von|[A-Z]\.|d['’]))*\s(?!Univ|Inst)[A-ZÀ-ÖØ-Þ][\w’'-]+"
)
_INSTITUTION = (
    r"\b[A-Z]{2,}\b|\b(?:[Uu]niversit|[Ii]nstitut|[Rr][ée]gion|[Cc]ouncil|[Cc]ent(?:re|er)\b|[Hh]ospital|[Hh]ôpita)"
    r"|[A-Z]\w+ [A-Z]\w+"
)
# « les deux partenaires », "the three institutions" count nothing that was not counted before.
_NUMBER = (
    r"\b\d[\d\s.,]*\b|(?<!\bles )(?<!\bdes )(?<!\baux )(?<!\bces )(?<!\bthe )(?<!\bthese )"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozens?|hundreds?|thousands?|deux|trois|quatre|cinq|sept"
    r"|huit|neuf|dix|douze|quinze|vingt|trente|cents?|centaines?|dizaines?|milliers?|mille|fourfold)\b"
)
_MONEY = (
    r"[€$£]|\b(?:euros?|dollars?|eur|usd|m€|k€|francs?|livres|pounds?|budgets?|financ\w+|fund\w+"
    r"|(?:million|milliard|billion)s?)\b"
)
_PLACE = (
    r"\b(?:à|au|aux|en|de|of|from|in|at|near|près de)\s(?:l['’]|la\s|le\s|les\s|the\s)?"
    rf"(?!(?:{_CAPITAL_MONTHS})\b)"
    r"(?-i:[A-ZÀ-ÖØ-Þ])(?!(?-i:[A-Z])+\b)|\b(?:dans|inside|within|chez|southern|northern|eastern|western)\b"
    r"|\b(?:au siège|en visioconférence|remotely|online|en ligne|video conference|on site|based in|h[ôo]tel|ceremony"
    r"|cérémonie|bureaux|offices|headquarters|siège|situé\w*|located|campus|hall|salle|amphithéâtre)\b"
)
_TERM = (
    r"\b\d+[\s-]*(?:ans?|ann[ée]es?|mois|years?|months?)\b|\b(?:deux|trois|quatre|cinq|six|dix|two|three|four|five|six"
    r"|ten)[\s-]*(?:ans?|ann[ée]es|mois|years?|months?)\b|\b\d{4}\s?[-–]\s?\d{4}\b|\b(?:jusqu['’]|until|through|expire"
    r"|échéance|en vigueur|in force|durée|duration|prolong|renew|renouvel|reconduit|review)\w*"
)
_MONTH = rf"(?:{'|'.join((*MONTHS['fr'], *MONTHS['en']))})"
_WHEN = (
    rf"{DATE.pattern}|\b(?:1[89]|20)\d\d\b|\b\d{{1,2}}(?:er|st|nd|rd|th)?\s{_MONTH}\b|\b{_MONTH}\s\d{{1,2}}\b"
    r"|\b(?:ce|this)\s(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday)\b|\b\d{1,2}\s?h\b|\b\d{1,2}(?::\d\d)?\s?[ap]\.m\."
)
CARRIED: dict[Kind, re.Pattern[str]] = {
    "who": re.compile(_PERSON),
    "partners": re.compile(_INSTITUTION),
    "how_many": re.compile(_NUMBER, re.IGNORECASE),
    "how_much": re.compile(_MONEY, re.IGNORECASE),
    "where": re.compile(_PLACE, re.IGNORECASE),
    "duration": re.compile(_TERM, re.IGNORECASE),
    "when": re.compile(_WHEN, re.IGNORECASE),
}


def kinds(question: str, language: Language) -> tuple[Kind, ...]:
    """What a question asks for, the most telling kind first, at most two; "what" when nothing else is.

    A yes-no question keeps the kind of value that settles it ("is it still in force?"), as a hint.
    """
    text = _LEAD.sub("", fold(_OR.sub("", question.strip())))
    asked = _asked(language)
    found = _found(asked, _RELATIVE.sub("", text) if language == "fr" else text) or _found(asked, text)
    if {"who", "partners"} <= {*found} and not asked["who"].search(asked["partners"].sub("", text)):
        found.remove("who")
    if "yes_no" in found:
        return ("yes_no", *[kind for kind in found if kind in _SETTLES][:1])
    if "how_much" in found and "how_many" in found:
        found.remove("how_many")
    if "duration" in found:
        found = [kind for kind in found if kind != "when"]
    if "how_many" in found and "duration" in found:
        found.remove("duration")
    return tuple(found[:2]) or ("what",)


def _found(asked: dict[Kind, re.Pattern[str]], text: str) -> list[Kind]:
    return [kind for kind, pattern in asked.items() if pattern.search(text)]


def carries(kind: Kind, sentence: str) -> bool | None:
    """Whether a sentence holds what the kind asks for; None where the kind asks for nothing in particular."""
    carried = CARRIED.get(kind)
    return None if carried is None else bool(carried.search(sentence))


@cache
def _asked(language: Language) -> dict[Kind, re.Pattern[str]]:
    """By kind, the pattern of its questions in one language; kinds that are asked in no particular way are left out."""
    stored: dict[Any, dict[str, list[str]]] = tomllib.loads(
        files("assistant").joinpath("data/kinds.toml").read_text(encoding="utf-8")
    )
    return {kind: re.compile(rf"\b(?:{'|'.join(row[language])})\b") for kind, row in stored.items()}

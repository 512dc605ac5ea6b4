"""What a question asks for, and what a sentence must hold to answer it: one row per kind, one column per language.

A sentence that holds nothing of what is asked (no date for "when", no person for "who") is rarely the answer, and a
sentence that does is not proof of one: both are features that the evidence model weighs, nothing more.
"""

import re
from dataclasses import dataclass
from typing import Literal

from ingest.dates import DATE
from store.language import fold
from store.types import Language

Kind = Literal[
    "who", "when", "duration", "where", "how_many", "how_much", "list", "partners", "yes_no", "overview", "what"
]


@dataclass(frozen=True, slots=True)
class Row:
    """How a kind is asked for in each language, and what carries it in a sentence of either."""

    asked: dict[Language, re.Pattern[str]]
    carried: re.Pattern[str] | None = None
    whole_lists: bool = False


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


# Two capitalised words in a row, particles and initials between them allowed: a person, unless the first of them
# belongs to an institution, a place or a date.
_PERSON = (
    r"\b(?!(?:Univ|Inst|Région|Region|Minist|Conseil|Council|Cent(?:re|er)|École|School|Hospital|Hôpita|Hôtel|Agence"
    r"|Laborato|Faculty|Faculté|Graduate|Research|National|American|European|Science|Shenyang|Chinese|South|North|New"
    r"|United|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|On|The|In|La|Le|Les|Un|Une|A|An|Par|This|Son"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)\w*\b)"
    r"[A-ZÀ-ÖØ-Þ][\w’'.-]*\w(?:\s(?:d[eu]s?|de la|van|von|[A-Z]\.|d['’]))*\s(?!Univ|Inst)[A-ZÀ-ÖØ-Þ][\w’'-]+"
)
_INSTITUTION = r"\b[A-Z]{2,}\b|\b(?:[Uu]niversit|[Ii]nstitut|[Rr][ée]gion|[Cc]ouncil|[Cc]ent(?:re|er)\b|[Hh]ospital|[Hh]ôpita)|[A-Z]\w+ [A-Z]\w+"
_NUMBER = (
    r"\b\d[\d\s.,]*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozens?|hundreds?|thousands?|deux|trois"
    r"|quatre|cinq|sept|huit|neuf|dix|douze|quinze|vingt|trente|cents?|centaines?|dizaines?|milliers?|mille|fourfold)\b"
)
_MONEY = (
    r"[€$£]|\b(?:euros?|dollars?|eur|usd|m€|k€|francs?|livres|pounds?|budgets?|financ\w+|fund\w+"
    r"|(?:million|milliard|billion)s?)\b"
)
_PLACE = (
    r"\b(?:à|au siège|in|at|dans les locaux|en visioconférence|remotely|online|en ligne|video conference|on site"
    r"|h[ôo]tel|ceremony|cérémonie|bureaux|offices|headquarters|siège)\b"
)
_TERM = (
    r"\b\d+[\s-]*(?:ans?|ann[ée]es?|mois|years?|months?)\b|\b(?:deux|trois|quatre|cinq|six|dix|two|three|four|five|six"
    r"|ten)[\s-]*(?:ans?|ann[ée]es|mois|years?|months?)\b|\b\d{4}\s?[-–]\s?\d{4}\b|\b(?:jusqu['’]|until|through|expire"
    r"|échéance|en vigueur|in force|durée|duration|prolong|renew|renouvel|reconduit|review)\w*"
)
_DATE_LIKE = (
    DATE.pattern + r"|\b(?:1[89]|20)\d\d\b|\b\d{1,2}(?:er|st|nd|rd|th)?\s(?:janvier|février|mars|avril|mai|juin|juillet"
    r"|août|septembre|octobre|novembre|décembre|january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)"
    r"\s\d{1,2}\b|\b(?:ce|this)\s(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday)\b|\b\d{1,2}\s?h\b|\b\d{1,2}(?::\d\d)?\s?[ap]\.m\."
)

# In order: the first rows are the more telling ones. A question may be of several kinds ("who signed, and when?").
KINDS: dict[Kind, Row] = {
    "how_much": Row(
        {
            "fr": _words(
                r"quels? (?:est le |sont les )?(?:montants?|budgets?|financements?|co[uû]ts?)|combien (?:d'argent"
                r"|d'euros|de millions|co[uû]te\w*|verse\w*|investi\w*)|montants?|budgets?|subventions?|financ\w+ "
                r"(?:prevu|accorde)s?|euros?|dollars?"
            ),
            "en": _words(
                r"how much|what (?:budget|amount|sum|funding)|budgets?|amounts?|grants?|cost|costs|funding|euros?"
                r"|dollars?"
            ),
        },
        re.compile(_MONEY, re.IGNORECASE),
    ),
    "duration": Row(
        {
            "fr": _words(
                r"jusqu'?a? quand|jusqu'?(?:en|a) quell?e?|combien de temps|combien d'annees?|quelle (?:est la |est sa )?"
                r"duree|durees?|dure|duree|pour combien|expir\w+|echeance|fin de (?:l'accord|la convention)"
                r"|prend\w* fin|valable|validite|quand (?:se termine|finit|s'acheve|expire)|en vigueur"
            ),
            "en": _words(
                r"until when|how long|how many years|duration|term of|last for|lasts?|expir\w+|end date|(?:does|will) .{0,40}"
                r"\bend|when .{0,60}\b(?:end|ends|over|expire)|valid|in force|runs? (?:for|until)"
            ),
        },
        re.compile(_TERM, re.IGNORECASE),
    ),
    "how_many": Row(
        {
            "fr": _words(r"combien(?! (?:de temps|d'annees))|nombre de|quels? (?:effectifs?|nombre)|nb"),
            "en": _words(r"how many(?! years)|number of|what number|headcount"),
        },
        re.compile(_NUMBER, re.IGNORECASE),
    ),
    "when": Row(
        {
            "fr": _words(
                r"quand|quelles? (?:est la )?(?:date|annee|jour|heure)s?|quel (?:est le )?(?:jour|mois)|dates?|"
                r"depuis quand|a quand|annee|a quelle heure|heure"
            ),
            "en": _words(r"when|(?:what|which) [\w ]{0,12}(?:date|year|day|time)|which (?:date|year|day)|dates?|since when|year|day"),
        },
        re.compile(_DATE_LIKE, re.IGNORECASE),
    ),
    "who": Row(
        {
            "fr": _words(
                r"qui|quels? (?:est |sont )?(?:le nom|les noms|les signataires|dirigeants?|responsables?)|signataires?"
                r"|par qui|noms?|quelle? (?:personnes?|dirigeants?|president\w*|directeur\w*)|role de|fonction|temoin"
            ),
            "en": _words(
                r"who|whom|whose|position|signator(?:y|ies)|names?|which (?:people|persons?|officials?|leaders?|executives?)|role"
                r"|by whom|witness"
            ),
        },
        re.compile(_PERSON),
        whole_lists=True,
    ),
    "where": Row(
        {
            "fr": _words(r"ou|dans quelle ville|quels? (?:est le )?lieux?|quelle ville|lieux?|a quel endroit|endroit"),
            "en": _words(r"where|which (?:city|town|place)|what (?:city|town|place)|place|location|venue|city"),
        },
        re.compile(_PLACE, re.IGNORECASE),
    ),
    "partners": Row(
        {
            "fr": _words(
                r"partenaires?|avec qui|entre qui|quels? (?:organismes?|institutions?|etablissements?|entreprises?|"
                r"societes?|regions?|universites?)|quelles? (?:institutions?|universites?|regions?|entreprises?|societes?)"
                r"|avec quels?\w*|parties"
            ),
            "en": _words(
                r"partners?|with whom|between whom|which (?:institutions?|organi[sz]ations?|companies|company|university|"
                r"universities|bodies|regions?|institutes?)|parties|who .{0,30}\bwith"
            ),
        },
        re.compile(_INSTITUTION),
        whole_lists=True,
    ),
    "list": Row(
        {
            "fr": _words(
                r"objectifs?|buts?|priorites?|ambitions?|axes?|themes?|thematiques?|missions?|domaines?|quels sont|"
                r"quelles sont|liste\w*|enumere\w*|cite\w*|engagements?|sujets|quels \w+s|quelles \w+s"
            ),
            "en": _words(
                r"objectives?|goals?|aims?|purposes?|priorit(?:y|ies)|ambitions?|themes?|topics?|missions?|what are"
                r"|which are|lists?|commitments?|areas|fields|(?:what|which) \w+s\b"
            ),
        },
        whole_lists=True,
    ),
    "overview": Row(
        {
            "fr": _words(r"resume\w*|synthese|en bref|de quoi (?:parle|s'agit)|presente\w*|que (?:prevoit|dit)|parle\w* moi"),
            "en": _words(r"summar\w+|overview|in short|about what|what is .{0,50}\babout|describe|tell me about|gist"),
        },
        whole_lists=True,
    ),
    "yes_no": Row(
        {
            "fr": re.compile(
                r"^est[- ]ce qu|^(?!.{0,25}\b(?:quel|quand|combien|qui|que|quoi|comment|pourquoi|lequel|laquelle)|ou\b|qu')"
                r".*\w[- ](?:t-)?(?:il|elle|on|ils|elles)\b"
            ),
            "en": re.compile(
                r"^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might)\b"
            ),
        },
    ),
    "what": Row({"fr": re.compile(""), "en": re.compile("")}),
}


def kinds(question: str, language: Language) -> tuple[Kind, ...]:
    """What a question asks for, the most telling kind first, at most two; "what" when nothing else is."""
    # A stray « ou » (or) is common in French; only « où » with its accent, or in front, asks for a place.
    text = fold(re.sub(r"(?<=\s)ou(?=\s)", "", question.strip()))
    found: list[Kind] = [
        kind
        for kind, row in KINDS.items()
        if kind != "what" and row.asked[language].search(text)
    ]
    if "duration" in found and "when" in found:
        found.remove("when")
    if "how_many" in found and "how_much" in found:
        found.remove("how_many")
    if "how_many" in found and "duration" in found:
        found.remove("duration")
    if "yes_no" in found and len(found) > 1:
        found = [kind for kind in found if kind == "yes_no"]
    return tuple(found[:2]) or ("what",)


def carries(kind: Kind, sentence: str) -> bool | None:
    """Whether a sentence holds what the kind asks for; None where the kind asks for nothing in particular."""
    row = KINDS[kind]
    return None if row.carried is None else bool(row.carried.search(sentence))

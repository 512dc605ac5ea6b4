"""What differs between French and English: detection, and the analyser that lexical search relies on.

The analyser turns text into index terms: elision removed, accents and case folded, stop words dropped,
Snowball stems. A word in capitals (an acronym, or a title in capitals) also keeps its unstemmed form, so that
INRAE is not taken for INRA and « l'accord », "accords" and "ACCORD" meet all the same. Everything here is a row of
`RULES`; there are no branches on a language elsewhere.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import Stemmer

from store.types import LANGUAGES, Language

ANALYSER_VERSION = "1"

MONTHS: dict[Language, tuple[str, ...]] = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("january", "february", "march", "april", "may", "june"),
        *("july", "august", "september", "october", "november", "december"),
    ),
}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ACCENTLESS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"}
# Below this share of the votes (or with no vote) the function words do not decide and the statistical model is asked.
_DECISIVE = 0.65
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """How one language is analysed. `elision` strips a leading article; `stop_words` are folded, and so are the
    `telling` words: no function words, but of one language only where partnerships are spoken of in few words.
    """

    stemmer: str
    elision: re.Pattern[str]
    possessive: re.Pattern[str]
    stop_words: frozenset[str]
    telling: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RULES: dict[Language, Rules] = {
    "fr": Rules(
        stemmer="french",
        elision=re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|aujourd)['’](?=.)", re.IGNORECASE),
        possessive=re.compile(r"(?!)"),
        stop_words=_words(
            "a ai aie aient ainsi alors apres as au aucun aucune aussi autre autres aux avait avant avec avez avoir "
            "avons ayant c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci combien comme "
            "comment d dans de des depuis desquels dont donc du elle elles en encore entre es est et etaient etait "
            "ete etre eu eux faire fait font furent fut hui il ils j je l la laquelle le lequel les lesquelles "
            "lesquels leur leurs lors lui m ma mais me meme memes mes moi mon n ne ni nos notre nous on ont or ou "
            "par parce pas peut peuvent plus pour pourquoi plutot puis qu quand que quel quelle quelles quels qui "
            "quoi s sa sans se sera seront ses si soit son sont sous sur t ta te tel telle tes toi ton tous tout "
            "toute toutes tres tu un une va vers vos votre vous y est-ce bonjour merci svp stp "
            "dis dites dire voudrais savoir ok okay super parfait"
        ),
        telling=_words(
            "accord accords objectif objectifs signataire signataires montant partenaire partenaires duree pdg idem"
        ),
    ),
    "en": Rules(
        stemmer="english",
        elision=re.compile(r"(?!)"),
        possessive=re.compile(r"['’]s?$", re.IGNORECASE),
        stop_words=_words(
            "a about after all also am an and any are as at be because been before being between both but by can "
            "could did do does doing don for from further had has have having he her here hers him his how i if in "
            "into is it its itself just ll me more most my no nor not now of off on once only or other our out over "
            "own please re s same she should so some such t than that the their them then there these they this "
            "those to too under until up ve very was we were what when where which while who whom whose why will "
            "with would you your hello hi thanks thank tell know ok okay great"
        ),
        telling=_words("agreement agreements deal deals partners signed signatory signatories amount goals"),
    ),
}


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The text without case and accents: « Île-de-France » and "ile-de-france" become equal."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(_ACCENTLESS.get(letter, letter) for letter in plain if not unicodedata.combining(letter))
    return plain.replace("’", "'")


def words(text: str, language: Language) -> list[str]:
    """The words of a text as written, elided articles and possessive endings removed."""
    rules = RULES[language]
    found = []
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        word = rules.possessive.sub("", rules.elision.sub("", match.group()))
        found += [part for part in re.split("['’]", word) if part]
    return found


def terms(text: str, language: Language) -> list[str]:
    """The index terms of a stored text, in order; a word in capitals gives its stem and its plain form."""
    found = []
    shouted = text.isupper()
    for word in words(text, language):
        folded = fold(word)
        acronym = _is_acronym(word)
        if folded in RULES[language].stop_words and (shouted or not acronym):
            continue
        stemmed = stem(folded, language)
        found.append(stemmed)
        if stemmed != folded and acronym:
            found.append(folded)
    return found


def query_terms(text: str, language: Language) -> list[tuple[str, ...]]:
    """The terms of a question, each with its alternatives: the stem, and the plain form where it differs."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words(text.lower() if text.isupper() else text, language):
        folded = fold(word)
        if is_stop_word(word, language):
            continue
        found.setdefault(folded, tuple(dict.fromkeys((folded, stem(folded, language)))))
    return list(found.values())


def is_stop_word(word: str, language: Language) -> bool:
    """Whether a word carries no subject; capitals rescue acronyms such as « SA » or "IT"."""
    return fold(word) in RULES[language].stop_words and not _is_acronym(word)


@lru_cache(maxsize=65536)
def stem(folded: str, language: Language) -> str:
    """The Snowball stem of a folded word; numbers and one-letter words stay as they are."""
    if len(folded) < 3 or any(letter.isdigit() for letter in folded):
        return folded
    stemmed: str = _stemmer(language).stemWord(folded)
    return stemmed


@cache
def _stemmer(language: Language) -> Any:
    return Stemmer.Stemmer(RULES[language].stemmer)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def detect(text: str, default: Language = "en", before: Language | None = None) -> Language:
    """The language of a text: by its function words where they decide, else by py3langid's model.

    Function words alone are right on nearly every question and cost nothing; the model takes 0.7 s to load and is
    unsure of short texts, so it is asked only when they do not decide. `default` is for texts without words; one or two
    words that are of both languages, « budget ? », are in that of what was said `before`.
    """
    votes = {language: _votes(text, language) for language in LANGUAGES}
    total = sum(votes.values())
    best = max(votes, key=lambda language: votes[language])
    if total and votes[best] / total >= _DECISIVE:
        return best
    if not any(letter.isalpha() for letter in text):
        return before or default
    if before and not total and len(_WORD.findall(text)) < _FEW_WORDS:
        return before
    guess: tuple[Language, float] = _identifier().classify(text)
    return guess[0] if guess[1] > 0.6 or not total else best


def _votes(text: str, language: Language) -> int:
    """Words that are function words of this language and of no other, or telling ones; elisions count as French."""
    others: frozenset[str] = frozenset().union(*(RULES[other].stop_words for other in LANGUAGES if other != language))
    own = (RULES[language].stop_words - others) | RULES[language].telling
    count = 0
    shouted = text.isupper()
    for match in _WORD.finditer(text):
        word = match.group()
        if _is_acronym(word) and not shouted:
            continue
        count += fold(word) in own or bool(RULES[language].elision.match(word))
    return count


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # heavy: 0.7 s, and seldom needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier

"""Which sentences of the passages a statement rests on, and what of it they do not give: numbers, dates, names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.names import holds, names
from assistant.orders import is_order
from assistant.question import Question
from assistant.types import Fault
from assistant.values import Value, parts, same, values
from store.language import MONTHS, fold, terms, words
from store.types import Hit, Language, Span

_MOST = 5  # sentences that one statement may rest on: a list has several
_WORTH = 0.15  # share of a statement's words that a further sentence must add
_FEW = 3
_ROOT = 4  # letters
_RAW = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*(?![\d.,]*(?:er|re|e|es|st|nd|rd|th|[èe]me)\b)")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w&]+")
# Months and currencies, which are checked as the values that they belong to.
_NO_NAME = re.compile(
    rf"(?:{'|'.join(MONTHS['en'])}|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|eur|usd|gbp|chf|cad|aud|xof|jpy|cny|inr|frf)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, and its terms."""

    hit: Hit
    span: Span
    terms: frozenset[str]

    @property
    def text(self) -> str:
        """Its words."""
        return self.span.of(self.hit.release.text)


def lines_of(hit: Hit) -> list[Line]:
    """A passage's sentences, without those that give orders."""
    text, language = hit.release.text, hit.release.language
    return [
        Line(hit, span, frozenset(terms(span.of(text), language)))
        for span in hit.passage.sentences
        if not is_order(span.of(text))
    ]


def covered(said: Question, lines: Sequence[Line]) -> float:
    """The share of a statement's words that stand in sentences; its names may stand in the release's heading, which
    says whom all of it is about, and other words count half there.
    """
    language = lines[0].hit.release.language
    held = frozenset().union(*(line.terms for line in lines))
    heading = frozenset(terms(lines[0].hit.release.header, language))
    asked = said.words[language]
    found = [
        1.0 if holds(word, held) else holds(word, heading) * (1.0 if word.word in said.names else 0.5) for word in asked
    ]
    return sum(found) / max(len(asked), 1)


def resting_on(said: Question, first: Line, lines: Sequence[Line], wanted: Sequence[Value]) -> list[Line]:
    """The best sentence, and others of the same release that add words or values which it lacks."""
    chosen = [first]
    own = [line for line in lines if line.hit.release.id == first.hit.release.id]
    while len(chosen) < _MOST:
        lacking = [value for value in wanted if not any(_gives(line, value) for line in chosen)]
        gains = {
            place: covered(said, (*chosen, line)) - covered(said, chosen) + sum(_gives(line, one) for one in lacking)
            for place, line in enumerate(own)
            if line not in chosen
        }
        best = max(gains, key=lambda place: gains[place], default=None)
        if best is None or gains[best] < _WORTH:
            break
        chosen.append(own[best])
    return chosen


def missing(
    said: Question, statement: str, language: Language, chosen: Sequence[Line], wanted: Sequence[Value]
) -> Fault | None:
    """What the statement has that neither the sentences nor their release's heading hold: a number, or a name."""
    release = chosen[0].hit.release
    told = "\n".join((release.header, *(line.text for line in chosen)))
    own = frozenset().union(*(line.terms for line in chosen))
    by_word = {word.word: word for word in said.words[release.language]}
    for value in wanted:
        given = any(_gives(line, value) for line in chosen) or _given(value, told, release.language)
        spelled = [fold(word) for word in words(statement[value.start : value.end], language)]
        # « les deux tiers », "two option years": small numbers that are not read as the same value, but the same words.
        few = value.quantity is not None and value.quantity <= _FEW
        if not given and not (few and all(w.isalpha() and w in by_word and holds(by_word[w], own) for w in spelled)):
            return "number"
    stated = [statement[value.start : value.end] for value in wanted]
    for raw in _RAW.finditer(statement):
        if raw.group() not in told and not any(raw.group() in one for one in stated):
            return "number"
    held = frozenset(terms(f"{release.header}\n{release.text}", release.language))
    for name in _proper(statement, language):
        if name in by_word and not holds(by_word[name], held) and not _inflected(name, held):
            return "name"
    return None


def _proper(statement: str, language: Language) -> list[str]:
    """The names of a statement, folded: a model writes them with capitals."""
    likely = {fold(name) for name in names(statement, language)}
    found = []
    for match in _CAPITAL.finditer(statement):
        word = match.group()
        # The first word of a sentence has a capital anyway: it is a name where another follows, or of itself.
        first = match.start() == 0 or statement[match.start() - 1] in '«“"'
        alone = first and not re.match(r"[ \u00a0’'-][A-ZÀ-ÖØ-Þ]", statement[match.end() :]) and word[1:].islower()
        if fold(word) in likely and not alone and not _NO_NAME.fullmatch(fold(word)):
            found.append(fold(word))
    return found


def _inflected(name: str, held: frozenset[str]) -> bool:
    """Whether a name stands among terms with another ending (Japan, Japanese) or, a long one, with one letter more or
    less (Département, Department). A question may be mistyped; a statement must not change a name.
    """
    for term in held:
        short, long = sorted((name, term), key=len)
        if len(short) >= _ROOT and long.startswith(short):
            return True
        cut = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
        if len(short) > 2 * _ROOT and len(long) == len(short) + 1 and long[cut + 1 :] == short[cut:]:
            return True
    return False


def _gives(line: Line, value: Value) -> bool:
    return _given(value, line.text, line.hit.release.language, line.hit.release.published)


def _given(value: Value, text: str, language: Language, published: object = None) -> bool:
    """Whether a text gives a value: in any notation, a date also when it is given more exactly."""
    for held in read_values(text, language):
        for own in parts(held):
            # « Entre 2 et 3 millions » gives neither 2 nor 3 millions.
            if own.part and not value.part:
                continue
            if same(replace(own, approximate=False), replace(value, approximate=False)):
                return True
            # « 6 500 livres » and £6,500: a currency that is only named half.
            bare = {own.kind, value.kind} == {"amount", "number"} and "%" not in (own.unit, value.unit)
            if bare and own.quantity == value.quantity:
                return True
            if own.kind == value.kind == "date" and dated(value.first, own.first, published):
                return True
    return False


def dated(said: str, held: str, published: object) -> bool:
    """Whether a date is one that is held more exactly, or without the year in which the release appeared."""
    if held.startswith("--"):
        return published is not None and said == f"{str(published)[:4]}-{held[2:]}"
    if said.startswith("--"):
        return held.endswith(said[1:])
    return held.startswith(f"{said}-")


@cache
def read_values(text: str, language: Language) -> tuple[Value, ...]:
    """The values of a text, remembered."""
    return values(text, language)

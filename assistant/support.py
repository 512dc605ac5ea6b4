"""Whether passages bear out a sentence that a model wrote, and which of their sentences do.

Hard checks first: every number, date and name of the sentence must stand in the passages' sentences that carry it, or
in their release's heading; enough of its words must be theirs, and they must not deny what it says. Then a fitted
regression (`training/fit_support.py`, `data/support.json`) weighs what a reader trained on statements
(`training/statements.py`) says of the sentence, with the one that it rests on and with the whole passage. It is also
asked for each person of the sentence in turn, and whether it points at that very one counts (after Wang, Cho and Lewis,
"Asking and Answering Questions to Evaluate the Factual Consistency of Summaries", 2020).
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.align import Line, covered, lines_of, missing, resting_on
from assistant.evidence import Logistic
from assistant.names import names
from assistant.question import Question, understand
from assistant.reader import Reader
from assistant.types import Fault
from assistant.values import Value, values
from ingest.chunk import ITEM_MARK
from store.encoder import Encoder
from store.errors import QuestionError
from store.language import detect, fold
from store.types import Hit, Language, Release, Span

FEATURES = ("read_answer", "read_around", "name_points", "used")
_COMPARED = 6  # sentences whose meaning is compared
_FEWEST = 3  # words of a statement
_ASKED = 3  # people that the reader is asked for
_LEAST_COVERED = 0.3  # share of a statement's words that its sentences must hold, whatever else speaks for it
_LOWEST = -15.0  # logits behind the best span, at most
_HINT = 0.1  # what the writer's own mark adds to a sentence's words and nearness, each at most 1
_DENIAL = {
    "fr": re.compile(
        r"\b(?:ne|n'|n’|non|sans|aucun\w*|jamais|ni|refus\w+|exclu(?:[tse]|es|ent|ant|re|ait|aient|ra|ront)?)(?=\W|\b)"
    ),
    "en": re.compile(r"\b(?:not|no|never|without|none|neither|nor|cannot|refus\w+|exclud\w+)\b|n['’]t\b"),
}
# What looks like a denial and is none.
_NO_DENIAL = {
    "fr": re.compile(
        r"\bnon[ -](?:seulement|lucrati\w+|gouvernemental\w*)"
        r"|\bsans (?:but lucratif|precedent|oublier|delai|equivalent)"
    ),
    "en": re.compile(
        r"\bnot (?:only|least)\b|\bnot[ -]for[ -]profit|\bno (?:later|less|fewer) than\b"
        r"|\bwithout (?:precedent|delay)\b"
    ),
}
# On what a sentence depends: without it the rest may be false.
_CONDITION = {
    "fr": re.compile(
        r"\b(?:si(?! bien que\b)|s'ils?|sous (?:la )?(?:condition|reserve)|a (?:la )?condition|pourvu que"
        r"|a moins (?:que|d)|sauf si|en cas d|dans le cas ou)\b"
    ),
    "en": re.compile(
        r"\b(?:if|unless|provided (?:that|the)|providing that|subject to|conditional (?:on|upon)|on condition"
        r"|in (?:case|the event)|as long as|should (?:the|it|they|this))\b"
    ),
}
# An amount for each year is another one than the amount.
_EACH = re.compile(
    r"\b(?:par|chaque|per|each|every) (?:an|annee|annum|year|mois|month)\b|/ ?an\b"
    r"|(?<!for )(?<!in )(?<!within )(?<!half )\ba (?:year|month)\b(?! (?:ago|later|after|before|earlier|and|to)\b)"
)
_REGULAR = re.compile(rf"{_EACH.pattern}|\b(?:annu|mensuel|month|year)\w*")
_SIGNED = re.compile(r"([<>≤≥])\s?(\d+)")
_ITEM = re.compile(rf"^\s*(?:{ITEM_MARK}|[•–—*-]\s)")
_WHO: dict[Language, str] = {"fr": "qui", "en": "who"}


@dataclass(frozen=True, slots=True)
class Borne:
    """What was found for a statement: the sentences it rests on, and how likely they bear it out; or what is wrong."""

    lines: tuple[Line, ...] = ()
    probability: float = 0.0
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class SupportModel:
    """What weighs `FEATURES`, and from which probability on a statement is shown."""

    weights: Logistic
    threshold: float


@cache
def fitted() -> SupportModel:
    """The model that ships."""
    stored = json.loads(files("assistant").joinpath("data/support.json").read_text(encoding="utf-8"))
    if stored["features"] != [*FEATURES]:
        raise ValueError("data/support.json was fitted on other features; run `python -m training.fit_support`")
    mean, scale, weights = (np.array(stored[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
    return SupportModel(Logistic(mean, scale, weights, stored["bias"]), stored["threshold"])


class Support:
    """Checks statements against passages. Its parts are passed in."""

    def __init__(self, encoder: Encoder, reader: Reader, expand: Callable[[Question], Question] | None = None) -> None:
        self._encoder = encoder
        self._reader = reader
        self._expand = expand or (lambda question: question)

    def check(
        self, statement: str, language: Language, hits: Sequence[Hit], hinted: frozenset[str] = frozenset()
    ) -> Borne:
        """What bears a statement out among the passages, if anything does.

        :param hinted: ids of the passages that its writer says it rests on: of sentences as near, theirs are taken.
        """
        if detect(statement, language) != language and len(statement.split()) > _FEWEST:
            return Borne(fault="language")
        try:
            said = self._expand(understand(statement, language=language))
        except QuestionError:
            return Borne(fault="unsupported")
        if len(said.words[language]) < _FEWEST:
            return Borne(fault="unsupported")
        same = _verbatim(statement, hits)
        if same:
            return Borne((same,), 1.0)
        found = self.features(said, statement, language, hits, hinted)
        if isinstance(found, str):
            return Borne(fault=found)
        chosen, row = found
        probability = float(fitted().weights.probabilities(row[None])[0])
        if probability < fitted().threshold:
            return Borne(tuple(chosen), probability, "unsupported")
        return Borne(tuple(chosen), probability)

    def features(
        self,
        said: Question,
        statement: str,
        language: Language,
        hits: Sequence[Hit],
        hinted: frozenset[str] = frozenset(),
    ) -> tuple[list[Line], NDArray[np.float64]] | Fault:
        """The sentences that a statement rests on with its `FEATURES`; or what is wrong with it."""
        lines = [line for hit in hits for line in lines_of(hit)]
        if not lines:
            return "unsupported"
        shares = [covered(said, (line,)) for line in lines]
        order = sorted(range(len(lines)), key=lambda place: -shares[place])
        near = [lines[place] for place in order[:_COMPARED]]
        cosines = self._cosines(statement, near)
        hints = [_HINT * (line.hit.passage.id in hinted) for line in near]
        best = max(range(len(near)), key=lambda place: covered(said, (near[place],)) + cosines[place] + hints[place])
        wanted = values(statement, language)
        chosen = resting_on(said, near[best], lines, wanted)
        fault = missing(said, statement, language, chosen, wanted)
        if fault:
            return fault
        if covered(said, chosen) < _LEAST_COVERED or _turned(statement, language, chosen):
            return "unsupported"
        if _other_amount(statement, chosen, wanted):
            return "number"
        line = chosen[0]
        release = line.hit.release
        reading = self._reader.read(statement, release.header, release.text, Span(line.span.start, line.span.end))
        around = self._reader.read(statement, release.header, release.text, line.hit.passage.span)
        points = self._points(statement, chosen, _people(statement, language, release), _WHO[language])
        row = (reading.answer, around.answer, points, float(len(chosen)))
        return chosen, np.array(row, dtype=np.float64)

    def _cosines(self, statement: str, lines: Sequence[Line]) -> list[float]:
        vector = self._encoder.encode_query([statement])[0]
        return [float(self._encoder.encode_passage([line.text])[0] @ vector) for line in lines]

    def _points(self, statement: str, chosen: Sequence[Line], people: Sequence[str], who: str) -> float:
        """How far the reader, asked who it is of whom the statement speaks, ranks that very person behind its best span
        of the passage, in logits; of several the worst, and 0 without any.
        """
        worst = 0.0
        for person in people[:_ASKED]:
            question = statement.replace(person, who, 1)
            behind = []
            for line in chosen:
                release, start = line.hit.release, line.span.start
                reading = self._reader.read(question, release.header, release.text, line.hit.passage.span)
                standing = [Span(start + m.start(), start + m.end()) for m in re.finditer(re.escape(person), line.text)]
                behind += [reading.best(span)[1] - reading.best()[1] for span in standing]
            worst = min(worst, max(behind, default=0.0))
        return max(worst, _LOWEST)


def _verbatim(statement: str, hits: Sequence[Hit]) -> Line | None:
    """The sentence that a statement repeats word for word. A part of one proves nothing: the rest may deny it."""
    plain = _bare(statement)
    return next((line for hit in hits for line in lines_of(hit) if _bare(line.text) == plain), None)


def _bare(sentence: str) -> str:
    """A sentence's words, without what makes it an item of a list."""
    return " ".join(fold(_ITEM.sub("", sentence)).strip(" .;").split())


def _turned(statement: str, language: Language, lines: Sequence[Line]) -> bool:
    """Whether the lines deny what the statement says, or the other way round; or set a condition that it leaves out."""
    given = [(line.text, line.hit.release.language) for line in lines]
    if _denies(statement, language) != any(_denies(*one) for one in given):
        return True
    bound = any(_CONDITION[spoken].search(fold(text)) for text, spoken in given)
    return bound and not _CONDITION[language].search(fold(statement))


def _denies(text: str, language: Language) -> bool:
    return bool(_DENIAL[language].search(_NO_DENIAL[language].sub(" ", fold(text))))


def _other_amount(statement: str, lines: Sequence[Line], wanted: Sequence[Value]) -> bool:
    """Whether what comes each year is said as the whole, or the other way round; or less than 30 as 30."""
    said, told = fold(statement), fold("\n".join(line.text for line in lines))
    if any(not re.search(rf"{sign}\s?{figure}\b", told) for sign, figure in _SIGNED.findall(said)):
        return True
    if any(re.search(rf"(?<![<>≤≥\d])(?<![<>≤≥]\s){figure}\b", said) for _, figure in _SIGNED.findall(told)):
        return True
    if not any(value.kind in ("amount", "number") for value in wanted):
        return False
    each = [bool(_EACH.search(text)) for text in (said, told)]
    return each[0] != each[1] and not _REGULAR.search(told if each[0] else said)


def _people(statement: str, language: Language, release: Release) -> list[str]:
    """Runs of two or more names in a row; not the partners of the heading, which the whole release is about."""
    known = {word for word in names(statement, language) if word[0].isupper()}
    heading = fold(release.header)
    runs = re.findall(r"\b[A-ZÀ-Þ][\w’'-]+(?:\s(?:d[eu]s?\s|van\s|von\s)?[A-ZÀ-Þ][\w’'-]+)+", statement)
    return [
        run
        for run in runs
        if any(part in known for part in run.split()) and not any(fold(part) in heading for part in run.split())
    ]

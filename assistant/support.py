"""Whether passages bear out a sentence that a model wrote, and which of their sentences do.

Hard checks first: every number, date and name of the sentence must stand in the passages' sentences that carry it, or
in their release's heading; enough of its words must be theirs, and they must not deny what it says. Then a fitted
regression (`training/fit_support.py`, `data/support.json`) weighs how much of the sentence they hold, how near they are
in meaning, and whether the reader, asked for each value and name of the sentence in turn, points at that very one
(after Wang, Cho and Lewis, "Asking and Answering Questions to Evaluate the Factual Consistency of Summaries", 2020).
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.align import Line, covered, dated, lines_of, missing, read_values, resting_on
from assistant.evidence import Logistic
from assistant.names import names
from assistant.question import Question, understand
from assistant.reader import Reader
from assistant.types import Fault
from assistant.values import Value, parts, same, values
from store.encoder import Encoder
from store.errors import QuestionError
from store.language import detect, fold
from store.types import Hit, Language, Release, Span

FEATURES = (
    "covered_by_one",
    "covered",
    "cosine",
    "read_answer",
    "read_relevance",
    "value_points",
    "name_points",
    "used",
)
_COMPARED = 6  # sentences whose meaning is compared
_FEWEST = 3  # words of a statement
_ASKED = 3  # values and names that the reader is asked for
_LEAST_COVERED = 0.3  # share of a statement's words that its sentences must hold, whatever else speaks for it
_LOWEST = -15.0  # logits behind the best span, at most
_DENIAL = {
    "fr": re.compile(r"\b(?:ne|n'|n’|non|sans|aucun\w*|jamais|ni|refus\w+|exclu\w*)(?=\W|\b)"),
    "en": re.compile(r"\b(?:not|no|never|without|none|neither|nor|cannot|refus\w+|exclud\w+)\b|n['’]t\b"),
}
_ASKS: dict[Language, dict[str, str]] = {
    "fr": {"date": "quand", "number": "combien", "amount": "combien", "duration": "combien de temps", "name": "qui"},
    "en": {"date": "when", "number": "how many", "amount": "how much", "duration": "how long", "name": "who"},
}


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

    def check(self, statement: str, language: Language, hits: Sequence[Hit]) -> Borne:
        """What bears a statement out among the passages, if anything does."""
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
        found = self.features(said, statement, language, hits)
        if isinstance(found, str):
            return Borne(fault=found)
        chosen, row = found
        probability = float(fitted().weights.probabilities(row[None])[0])
        if probability < fitted().threshold:
            return Borne(tuple(chosen), probability, "unsupported")
        return Borne(tuple(chosen), probability)

    def features(
        self, said: Question, statement: str, language: Language, hits: Sequence[Hit]
    ) -> tuple[list[Line], NDArray[np.float64]] | Fault:
        """The sentences that a statement rests on with its `FEATURES`; or what is wrong with it."""
        lines = [line for hit in hits for line in lines_of(hit)]
        if not lines:
            return "unsupported"
        shares = [covered(said, (line,)) for line in lines]
        order = sorted(range(len(lines)), key=lambda place: -shares[place])
        near = [lines[place] for place in order[:_COMPARED]]
        cosines = self._cosines(statement, near)
        best = max(range(len(near)), key=lambda place: covered(said, (near[place],)) + cosines[place])
        wanted = values(statement, language)
        chosen = resting_on(said, near[best], lines, wanted)
        fault = missing(said, statement, language, chosen, wanted)
        if fault:
            return fault
        if covered(said, chosen) < _LEAST_COVERED or _denies(statement, language) != _deny(chosen):
            return "unsupported"
        together = [Span(line.span.start, line.span.end) for line in chosen]
        reading = self._reader.read(statement, near[best].hit.release.header, near[best].hit.release.text, together[0])
        row = (
            max(shares),
            covered(said, chosen),
            max(cosines),
            reading.answer,
            reading.relevance,
            self._points(statement, language, chosen, [(_ASKS[language][one.kind], one) for one in wanted]),
            self._points(statement, language, chosen, _people(statement, language, chosen[0].hit.release)),
            float(len(chosen)),
        )
        return chosen, np.array(row, dtype=np.float64)

    def _cosines(self, statement: str, lines: Sequence[Line]) -> list[float]:
        vector = self._encoder.encode_query([statement])[0]
        return [float(self._encoder.encode_passage([line.text])[0] @ vector) for line in lines]

    def _points(
        self, statement: str, language: Language, chosen: Sequence[Line], asked: Sequence[tuple[str, Value | str]]
    ) -> float:
        """How far the reader, asked for a value or name of the statement, ranks that very one behind its best span of
        the passage, in logits; of several the worst, and 0 without any.
        """
        worst = 0.0
        for word, thing in asked[:_ASKED]:
            low, high = (thing.start, thing.end) if isinstance(thing, Value) else _place(statement, thing)
            question = f"{statement[:low]}{word}{statement[high:]}"
            behind = []
            for line in chosen:
                release = line.hit.release
                reading = self._reader.read(question, release.header, release.text, line.hit.passage.span)
                best = reading.best()[1]
                behind += [reading.best(span)[1] - best for span in _standing(thing, line)]
            worst = min(worst, max(behind, default=0.0))
        return max(worst, _LOWEST)


def _verbatim(statement: str, hits: Sequence[Hit]) -> Line | None:
    """The sentence that a statement repeats word for word, whole or in part."""
    plain = " ".join(fold(statement).strip(" .").split())
    lines = (line for hit in hits for line in lines_of(hit))
    return next((line for line in lines if f" {plain} " in f" {' '.join(fold(line.text).rstrip(' .').split())} "), None)


def _denies(text: str, language: Language) -> bool:
    return bool(_DENIAL[language].search(fold(text)))


def _deny(lines: Sequence[Line]) -> bool:
    return any(_denies(line.text, line.hit.release.language) for line in lines)


def _people(statement: str, language: Language, release: Release) -> list[tuple[str, str]]:
    """Runs of two or more names in a row, with the word that asks for them; not the partners of the heading, which the
    whole release is about.
    """
    known = {word for word in names(statement, language) if word[0].isupper()}
    heading = fold(release.header)
    runs = re.findall(r"\b[A-ZÀ-Þ][\w’'-]+(?:\s(?:d[eu]s?\s|van\s|von\s)?[A-ZÀ-Þ][\w’'-]+)+", statement)
    return [
        (_ASKS[language]["name"], run)
        for run in runs
        if any(part in known for part in run.split()) and not any(fold(part) in heading for part in run.split())
    ]


def _place(statement: str, thing: str) -> tuple[int, int]:
    low = statement.index(thing)
    return low, low + len(thing)


def _standing(thing: Value | str, line: Line) -> list[Span]:
    """Where a value or a name stands in a sentence."""
    start, text = line.span.start, line.text
    if isinstance(thing, str):
        return [Span(start + m.start(), start + m.end()) for m in re.finditer(re.escape(thing), text)]
    return [
        Span(start + held.start, start + held.end)
        for held in read_values(text, line.hit.release.language)
        if any(same(replace(one, approximate=False), replace(thing, approximate=False)) for one in parts(held))
        or (held.kind == thing.kind == "date" and dated(thing.first, held.first, line.hit.release.published))
    ]

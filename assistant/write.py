"""A language model writes the answer; what passages do not bear out is not shown.

The model gets the question and numbered passages, and its stream is taken sentence by sentence. Which passages a
sentence rests on is found here (`support.py`); the model's own marks are a hint where several are as near.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.align import Line, lines_of
from assistant.deadlines import Model, ModelError, Why
from assistant.orders import is_order
from assistant.question import Question
from assistant.sentences import Written, hosts, written
from assistant.support import Support
from assistant.types import Fault
from prompts import render, texts
from store.language import fold
from store.types import LANGUAGES, Hit

_ROOM = 9_000  # characters of passages in a request
_MOST = 6  # sentences of an answer; more are not read


@dataclass(slots=True)
class Told:
    """What became of a model's text: which model was asked, whether it said that nothing answers, what stopped it, and
    why sentences were dropped.
    """

    model: str = ""
    none: bool = False
    why: Why | None = None
    dropped: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Supported:
    """A sentence in a model's words, and the sentences of the releases that bear it out, the best one first."""

    text: str
    lines: tuple[Line, ...]


class Writer:
    """Has a model write, and lets through what holds."""

    def __init__(self, support: Support) -> None:
        self._support = support

    def write(self, model: Model, asked: Question, hits: Sequence[Hit], told: Told) -> Iterator[Supported]:
        """The sentences that hold, as they come. `told` is filled on the way; with a `why` none of them stands."""
        told.model = model.name
        system, request = requested(asked, hits)
        nothing = {fold(texts("write", language)["none"]) for language in LANGUAGES}
        shown: list[str] = []
        known = hosts("\n".join(line.text for hit in hits for line in lines_of(hit)))
        for sentence in _sentences(model, system, request, known, told):
            if fold(sentence.text).strip(" .!") in nothing:
                told.none = True
                return
            if sentence.address or not sentence.whole:
                told.dropped.append("address" if sentence.address else "unsupported")
                continue
            hinted = frozenset(hits[mark - 1].passage.id for mark in sentence.marks if 0 < mark <= len(hits))
            borne = self._support.check(sentence.text, asked.language, hits, hinted)
            if borne.fault:
                told.dropped.append(borne.fault)
            elif fold(sentence.text) not in shown:
                shown.append(fold(sentence.text))
                yield Supported(sentence.text, borne.lines)
            if len(shown) == _MOST:
                return


def _sentences(model: Model, system: str, request: str, known: frozenset[str], told: Told) -> Iterator[Written]:
    """The whole sentences that came before the end, or before what stopped the model."""
    try:
        yield from written(model.write(system, request), known)
    except ModelError as error:
        told.why = error.why


def requested(asked: Question, hits: Sequence[Hit]) -> tuple[str, str]:
    """The system text and the request for a question, with the passages as data."""
    spoken, words = asked.spoken, texts("write", asked.spoken)
    marker = f"passage-{secrets.token_hex(4)}"
    shown: list[str] = []
    room = _ROOM
    for number, hit in enumerate(hits, 1):
        text = (
            " ".join(
                span.of(hit.release.text) for span in hit.passage.sentences if not is_order(span.of(hit.release.text))
            )
            .replace("<", "‹")
            .replace(">", "›")
        )
        heading = hit.release.header.replace("<", "‹").replace(">", "›")
        if not text or is_order(heading) or len(text) > room:
            continue
        room -= len(text)
        shown.append(render("write", "passage", spoken, marker=marker, number=number, heading=heading, text=text))
    tongue = words[f"language_{asked.language}"]
    system = render("write", "system", spoken, tongue=tongue, none=words["none"])
    passages = "\n\n".join(shown)
    question = asked.searched_for
    return system, render(
        "write", "request", spoken, marker=marker, passages=passages, question=question, tongue=tongue
    )

"""The contract of an answer: what `answer()` returns, and the events that `Assistant.stream()` yields."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from store.types import Language

# answered: every part of the question; partial: some of it; not_found: the library does not say;
# refused: empty, too long, or not text.
Status = Literal["answered", "partial", "not_found", "refused"]

# Who wrote the words of the answer: nobody ("extractive": quotes in a fixed frame) or a language model.
Mode = Literal["extractive", "generative"]

# Why a sentence that a language model wrote was not shown: a number or date that its passage does not give, a name that
# it does not hold, nothing that says it, another language than the answer's, an address.
Fault = Literal["number", "name", "unsupported", "language", "address"]


@dataclass(frozen=True, slots=True)
class Source:
    """The release that a citation comes from, as a reader needs to see it."""

    id: str
    title: str
    source: str
    url: str | None
    publisher: str | None
    published: date | None
    language: Language


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote. `quote == stored_text[start:end]`; `before` and `after` complete its paragraph for display."""

    number: int
    quote: str
    start: int
    end: int
    release: Source
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the answer and the numbers of the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about a question, and how it is known.

    `text` holds the statements with their [n] marks inside the answer's frame, and `short` in front: the date, number,
    amount or name that was asked for, when the first quote gives one surely. `note` is what else the reader must know,
    and `dropped` tells why sentences of a language model were left out, one reason for each. With `not_found` and
    `refused` there are no citations, and `nearest` lists the releases that come closest.
    """

    question: str
    text: str
    status: Status
    language: Language
    mode: Mode
    searched_for: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Source, ...] = ()
    confidence: float = 0.0
    note: str | None = None
    short: str | None = None
    dropped: tuple[Fault, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON types; dates are ISO 8601 strings."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    """Tuples as lists, dates as ISO strings, all the way down."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class Searching:
    """First event: the question as it is searched for, in the language of the answer."""

    searched_for: str
    language: Language


@dataclass(frozen=True, slots=True)
class StatementReady:
    """A statement that has passed every check, with the citations that are new in it."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was shown so far does not stand: the language model stopped in the middle. Other statements follow."""


@dataclass(frozen=True, slots=True)
class Done:
    """Last event: the whole answer."""

    answer: Answer


Event = Searching | StatementReady | Withdrawn | Done

"""The values that every package shares: a release, its passages, and a passage found by a search.

All offsets count characters (Unicode code points) of `Release.text`, end excluded, so that
`release.text[start:end]` is the quote.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

# The name of the encoder that ships, in settings.
BUNDLED = "bundled"

# What a passage is part of. "about" is the boilerplate on an institution at the end of a release.
Section = Literal["body", "about", "contact"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in a release's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The slice itself."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Release:
    """One press release as it is stored: the text to quote, and what is known about it.

    `source` is the path or address that was ingested; `published` is None where the release states no date.
    """

    id: str
    source: str
    title: str
    text: str
    language: Language
    publisher: str | None = None
    published: date | None = None
    url: str | None = None

    @property
    def header(self) -> str:
        """Title, publisher and date on one line: searched together with each passage, never quoted as one."""
        parts = (self.title, self.publisher, self.published and self.published.isoformat())
        return " | ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one release. `sentences` are spans of the release's text, in order."""

    id: str
    number: int
    span: Span
    section: Section
    sentences: tuple[Span, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. `dense` is a cosine, `lexical` a BM25 sum, `score` the two fused."""

    passage: Passage
    release: Release
    dense: float = 0.0
    lexical: float = 0.0
    score: float = 0.0

    @property
    def text(self) -> str:
        """The passage's own words."""
        return self.passage.span.of(self.release.text)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the library holds: how many releases and passages, in which languages, published from when to when."""

    releases: int
    passages: int
    languages: dict[Language, int]
    earliest: date | None
    latest: date | None

"""Citations: exact slices of stored text, numbered, checked before they are shown."""

import logging
from collections.abc import Callable

from assistant.types import Citation, Source
from store.types import Release, Span

log = logging.getLogger(__name__)


class InexactQuoteError(AssertionError):
    """A quote is not the slice that it claims to be: a fault of the program, never shown to anyone."""


def cite(number: int, release: Release, span: Span) -> Citation:
    """A citation of a span of a release, with the rest of the paragraph (or list) that it stands in."""
    paragraph = _paragraph(release.text, span)
    return Citation(
        number=number,
        quote=span.of(release.text),
        start=span.start,
        end=span.end,
        release=source(release),
        before=release.text[paragraph.start : span.start],
        after=release.text[span.end : paragraph.end],
    )


def check(citation: Citation, stored: Release | None) -> None:
    """Nothing, when the quote is the stored slice byte for byte.

    :raises InexactQuoteError: it is not.
    """
    if stored is None or not citation.quote or stored.text[citation.start : citation.end] != citation.quote:
        raise InexactQuoteError(f"[{citation.number}] {citation.release.id} {citation.start}:{citation.end}")


def source(release: Release) -> Source:
    """A release as its readers need to see it."""
    return Source(
        id=release.id,
        title=release.title,
        source=release.source,
        url=release.url,
        publisher=release.publisher,
        published=release.published,
        language=release.language,
    )


def _paragraph(text: str, span: Span) -> Span:
    start = text.rfind("\n\n", 0, span.start)
    end = text.find("\n\n", span.end)
    return Span(start + 2 if start >= 0 else 0, end if end >= 0 else len(text))


class Cited:
    """The citations of one answer, in the order of their numbers. A quote is checked against the library when it is
    numbered; one that is no longer there, since its release was replaced meanwhile, gets no number.
    """

    def __init__(self, stored: Callable[[str], Release | None]) -> None:
        self._stored = stored
        self._numbers: dict[tuple[str, Span], int] = {}
        self.releases: list[Release] = []
        self.citations: list[Citation] = []

    def add(self, release: Release, span: Span) -> tuple[int, tuple[Citation, ...]] | None:
        """The number of a quote, and its citation if it is a new one; None when it cannot be quoted any more."""
        known = self._numbers.get((release.id, span))
        if known:
            return known, ()
        citation = cite(len(self.citations) + 1, release, span)
        try:
            check(citation, self._stored(release.id))
        except InexactQuoteError:
            log.warning("dropped a quote that is no longer in the library")
            return None
        self._numbers[release.id, span] = citation.number
        self.releases.append(release)
        self.citations.append(citation)
        return citation.number, (citation,)

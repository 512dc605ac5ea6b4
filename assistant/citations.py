"""Citations: exact slices of stored text, numbered, checked before they are shown."""

from assistant.types import Citation, Source
from store.types import Release, Span


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

"""One whole release as a page of its own, the quote highlighted: plain HTML, no script, no Gradio.

A release may be updated while the conversation that cites it is open: what its address then points at is compared
with the quote that was shown, and nothing is highlighted unless it is the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.types import Source
from assistant.ui.prose import literal, prose
from assistant.ui.words import checksum, host, origin, word
from store.types import Language, Release, Span

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {product}</title>
<link rel="icon" href="/ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/ui/release.css">
</head>
<body>
<header><a class="home" href="/">{product}</a><a class="ask" href="/">{back}</a></header>
<main>{body}</main>
</body>
</html>
"""


_PLACE = re.compile(r"[0-9]{1,9}")
_HASH = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where an address says that a quote stands, and the checksum of its words."""

    span: Span
    checksum: str

    def finds(self, text: str) -> bool:
        """Whether these very words stand there."""
        quote = self.span.of(text)
        return bool(quote.strip()) and checksum(quote) == self.checksum


def pointer(query: Mapping[str, str]) -> Pointer | None:
    """What the query of an address points at; None where it is not one that the page writes."""
    start, end, claimed = (query.get(name, "") for name in ("start", "end", "hash"))
    if not (_PLACE.fullmatch(start) and _PLACE.fullmatch(end) and _HASH.fullmatch(claimed)):
        return None
    return Pointer(Span(int(start), int(end)), claimed) if int(start) < int(end) else None


def release_page(release: Release, cited: Pointer | None, language: Language) -> str:
    """The release's text in paragraphs and lists, with what is known about it on top."""
    quote = cited.span if cited and cited.finds(release.text) else None
    changed = f'<p class="changed">{literal(word("release_changed", language))}</p>' if cited and not quote else ""
    source = Source(
        release.id, release.title, release.source, release.url, release.publisher, release.published, release.language
    )
    jump = f'<a href="#quote">{literal(word("quoted", language))}</a>' if quote else ""
    text = prose(release.text, quote, "quote" if quote else "")
    body = (
        f'<p class="origin">{literal(origin(source, language))}'
        f'<span class="language">{literal(word(f"language_{release.language}", language))}</span></p>'
        f'<h1 lang="{release.language}">{literal(release.title)}</h1>'
        f'<p class="links">{_original(release.url, language)}{jump}</p>{changed}'
        f'<article lang="{release.language}">{text}</article>'
    )
    return _page(release.title, body, language)


def missing_page(language: Language) -> str:
    """What to say where there is no such release: in both languages, the page's first."""
    other: Language = "en" if language == "fr" else "fr"
    body = "".join(
        f'<section lang="{code}"><h1>{literal(word("release_missing", code))}</h1>'
        f"<p>{literal(word('release_missing_more', code))}</p></section>"
        for code in (language, other)
    )
    return _page(word("release_missing", language), body, language)


def _original(url: str | None, language: Language) -> str:
    name = host(url)
    if name is None or url is None:
        return ""
    label = literal(word("original", language, host=name))
    hint = literal(word("new_tab", language))
    return f'<a href="{literal(url)}" target="_blank" rel="noopener noreferrer" title="{hint}">{label}</a>'


def _page(title: str, body: str, language: Language) -> str:
    return _PAGE.format(
        language=language,
        title=literal(title),
        product=literal(word("title", language)),
        back=literal(word("back_to_chat", language)),
        body=body,
    )

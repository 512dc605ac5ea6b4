"""One whole release as a page of its own, the quote highlighted: plain HTML, no script, no Gradio."""

from assistant.types import Source
from assistant.ui.prose import literal, prose
from assistant.ui.words import host, origin, word
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


def release_page(release: Release, quote: Span | None, language: Language) -> str:
    """The release's text in paragraphs and lists, with what is known about it on top."""
    source = Source(
        release.id, release.title, release.source, release.url, release.publisher, release.published, release.language
    )
    jump = f'<a href="#quote">{literal(word("quoted", language))}</a>' if quote else ""
    text = prose(release.text, quote, "quote" if quote else "")
    body = (
        f'<p class="origin">{literal(origin(source, language))}'
        f'<span class="language">{literal(word(f"language_{release.language}", language))}</span></p>'
        f'<h1 lang="{release.language}">{literal(release.title)}</h1>'
        f'<p class="links">{_original(release.url, language)}{jump}</p>'
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


def quoted_span(release: Release, start: str, end: str) -> Span | None:
    """The range that the address names, where it is one of this release's text."""
    if not (start.isdecimal() and end.isdecimal() and len(start + end) < 20):
        return None
    span = Span(int(start), int(end))
    return span if span.start < span.end <= len(release.text) and span.of(release.text).strip() else None


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

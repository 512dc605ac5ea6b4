"""From a page's text to a release: what is metadata, what is navigation, what is text to quote.

The text that comes out is the one that is stored and quoted, so it is tidied once, here: one kind of space, no
Markdown marks, "- " before every list item, paragraphs apart by one empty line, one line each. Words are never changed.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.dates import parse
from ingest.head import head, is_navigation
from ingest.lines import ADDRESS, lines_of, plain
from ingest.read import Page
from store.language import detect, fold
from store.types import Language

CLEANER_VERSION = "2"
_LANGUAGES: dict[str, Language] = {"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "english": "en"}
_LANGUAGES |= {"anglais": "en"}
_MAX_TITLE = 300


@dataclass(frozen=True, slots=True)
class Document:
    """A release as it was read: its text to quote and what is known about it."""

    title: str
    text: str
    language: Language
    publisher: str | None = None
    published: date | None = None
    url: str | None = None


def clean(page: Page, path: Path) -> Document:
    """A page's release. `path` gives the title when nothing else does."""
    stated = page.title if page.title and not is_navigation(page.title) else None  # some pages are all called "Home"
    front, lines = head(lines_of(page.text), stated)
    text = _join(lines)
    language = _LANGUAGES.get(fold(front.language or "")) or detect(text or front.title or "")
    titles = (plain(front.title or ""), plain(stated or ""), _first_sentence(text), path.stem)
    return Document(
        title=next(title for title in titles if title)[:_MAX_TITLE],
        text=text,
        language=language,
        publisher=_stated(front.publisher) or page.publisher,
        published=(parse(front.published, language) if front.published else None) or page.published,
        url=_address(front.url) or _address(page.url),
    )


def _join(lines: list[str]) -> str:
    """Paragraphs apart by one empty line; the items of a list stay on neighbouring lines."""
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    text = "\n".join(out).strip()
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", text)


def _first_sentence(text: str) -> str:
    opening = next((line for line in text.split("\n") if line and line[0] != "|"), "")  # a table is no title
    first = re.split(r"(?<=[.!?])\s", opening, maxsplit=1)[0]
    return first if len(first) <= 160 else first[:157].rsplit(" ", 1)[0] + "…"


def _stated(value: str | None) -> str | None:
    return None if value is None or fold(value) in ("not stated", "non precisee", "non precise", "unknown") else value


def _address(value: str | None) -> str | None:
    return value if value and ADDRESS.match(value) else None

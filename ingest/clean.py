"""From a page's text to a release: what is metadata, what is navigation, what is text to quote.

The text that comes out is the one that is stored and quoted, so it is tidied once, here: one kind of space, no
Markdown marks, "- " before every list item, paragraphs apart by one empty line. Words are never changed.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ingest.dates import parse, published_on
from ingest.read import Page
from store.language import detect, fold
from store.types import Language

CLEANER_VERSION = "1"

_LABELS = {
    "title": "title",
    "titre": "title",
    "publisher": "publisher",
    "editeur": "publisher",
    "date": "published",
    "published": "published",
    "publie le": "published",
    "source": "url",
    "url": "url",
    "language": "language",
    "langue": "language",
    "lang": "language",
    "note": "note",
}
_LANGUAGES: dict[str, Language] = {"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "english": "en"}
_LANGUAGES |= {"anglais": "en"}
_LABELLED = re.compile(r"^\s*[*_]{0,2}([A-Za-zÀ-ÿ ]{3,12}?)\s*[*_]{0,2}\s*:\s*[*_]{0,2}\s*(.+?)\s*$")
_ADDRESS = re.compile(r"^<?(https?://\S+?)>?$")
_KIND = re.compile(
    r"^(?:communiqu[ée]s?(?: de presse)?|press release|news release|for immediate release|dossier de presse|news"
    r"|actualit[ée]s?|presse|press)\W*$",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"^(?:aller au contenu(?: principal)?|aller à la (?:navigation|recherche)|passer au contenu(?: principal)?"
    r"|skip to (?:main )?(?:content|navigation)|accueil|home|menu|search|rechercher|recherche|share|partager"
    r"|partager (?:sur|cet article).*|share (?:on|this).*|imprimer|print|retour.{0,30}|back to .{0,30}|fil d'ariane"
    r"|breadcrumb|you are here.*|vous êtes ici.*|facebook|twitter|linkedin|x|instagram|cookies?|lire la suite"
    r"|read more|fran[çc]ais|english|fr|en|fr ?[|/] ?en|en ?[|/] ?fr)\W*$",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"^[^.!?]{1,60}(?:\s[>›»|/]\s[^.!?]{1,60}){1,6}$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
_SPACES = re.compile(r"[^\S\n]+")
_BULLET = re.compile(r"^\s*(?:[-*•‣◦▪●·–—]|[oO](?=\s{2}))\s+(?=\S)")
_MARKS = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\((?:[^()]|\([^)]*\))*\)"), r"\1"),
    (re.compile(r"(?<![\w*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\w*])"), ""),
    (re.compile(r"(?<!\w)_{1,3}(?=[^\W_])|(?<=[^\s_])_{1,3}(?!\w)"), ""),
    (re.compile(r"`+"), ""),
)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$")
_QUOTE_MARK = re.compile(r"^\s{0,3}>\s?")
_RULE = re.compile(r"^\s*(?:[-*_=]\s?){3,}\s*$")
_MAX_TITLE = 300
_MAX_TITLE_WORDS = 40


@dataclass(frozen=True, slots=True)
class Document:
    """A release as it was read: its text to quote and what is known about it."""

    title: str
    text: str
    language: Language
    publisher: str | None = None
    published: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _Front:
    """What the first lines state; values as written."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    note: str | None = None


def clean(page: Page, path: Path) -> Document:
    """A page's release. `path` gives the title when nothing else does."""
    lines = _lines(page.text)
    front, lines = _labels(lines)
    front, lines = _unlabelled(front, lines, page.title)
    text = _join(lines)
    language = _LANGUAGES.get(fold(front.language or "")) or detect(text or front.title or "")
    title = front.title or page.title or _first_sentence(text) or path.stem
    return Document(
        title=_plain(title)[:_MAX_TITLE],
        text=text,
        language=language,
        publisher=_stated(front.publisher) or page.publisher,
        published=(parse(front.published, language) if front.published else None) or page.published,
        url=_address(front.url) or _address(page.url),
    )


def _lines(text: str) -> list[str]:
    """The lines of a text with one kind of space and no Markdown; list items begin with "- "."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = re.sub(r"[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    return ["" if _RULE.match(line) else _plain(line) for line in text.split("\n")]


def _plain(line: str) -> str:
    line = _HEADING.sub("", _QUOTE_MARK.sub("", line))
    bullet = _BULLET.match(line)
    line = line[bullet.end() :] if bullet else line
    for mark, words in _MARKS:
        line = mark.sub(words, line)
    line = _SPACES.sub(" ", line).strip()
    return f"- {line}" if bullet and line else line


def _labels(lines: list[str]) -> tuple[_Front, list[str]]:
    """The labelled lines on top (Title: …, Éditeur : …), and the rest."""
    found: dict[str, str] = {}
    place = 0
    for place, line in enumerate([*lines, ""]):
        match = _LABELLED.match(line)
        name = _LABELS.get(fold(match.group(1)).strip()) if match else None
        if match and name and name not in found:
            found[name] = match.group(2).strip("\"' ") if name != "title" else match.group(2)
        elif line or (found and not _more_labels(lines[place:])):
            break
    # One labelled line may be the release's own words ("Date: to be announced"); a title or two lines are not.
    if "title" in found or len(found) > 1:
        return _Front(**found), lines[place:]
    return _Front(), lines


def _more_labels(lines: list[str]) -> bool:
    following = next((line for line in lines if line), "")
    match = _LABELLED.match(following)
    return bool(match and fold(match.group(1)).strip() in _LABELS)


def _unlabelled(front: _Front, lines: list[str], stated_title: str | None) -> tuple[_Front, list[str]]:
    """What the lines above the first paragraph say without a label: address, publisher, kind, date, title."""
    rest: list[str] = []
    before_kind: str | None = None
    for place, line in enumerate(lines):
        if not line or (_is_navigation(line) and not rest):
            continue
        if match := _ADDRESS.match(line):
            front = replace(front, url=front.url or match.group(1))
        elif _KIND.match(line):
            front = replace(front, publisher=front.publisher or before_kind)
            before_kind = None
        elif len(line) < 120 and (written := published_on(line)):
            front = replace(front, published=front.published or written)
        elif stated_title and fold(line) == fold(_plain(stated_title)):
            front = replace(front, title=front.title or line)
        elif before_kind is None and front.title is None and _is_name(line) and _kind_follows(lines[place + 1 :]):
            before_kind = line
        elif front.title is None and _is_title(line) and any(lines[place + 1 :]):
            front = replace(front, title=line)
        else:
            rest = lines[place:]
            break
    return front, [line for line in rest if not _is_navigation(line)]


def _is_navigation(line: str) -> bool:
    return bool(_NAVIGATION.match(line) or (_TRAIL.match(line) and len(line.split()) <= 14 and ">" in line))


def _kind_follows(lines: list[str]) -> bool:
    following = next((line for line in lines if line), "")
    return bool(_KIND.match(following))


def _is_name(line: str) -> bool:
    return len(line.split()) <= 8 and not line.endswith((".", ":", "!", "?")) and not line.startswith("- ")


def _is_title(line: str) -> bool:
    return len(line.split()) <= _MAX_TITLE_WORDS and not line.endswith((".", ":", ";", ",")) and line[:2] != "- "


def _join(lines: list[str]) -> str:
    """Paragraphs apart by one empty line; the items of a list stay on neighbouring lines."""
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    text = "\n".join(out).strip()
    return re.sub(r"(?m)^(- .*)\n\n(?=- )", r"\1\n", text)


def _first_sentence(text: str) -> str:
    first = re.split(r"(?<=[.!?])\s", text.split("\n", 1)[0], maxsplit=1)[0]
    return first if len(first) <= 160 else first[:157].rsplit(" ", 1)[0] + "…"


def _stated(value: str | None) -> str | None:
    return None if value is None or fold(value) in ("not stated", "non precisee", "non precise", "unknown") else value


def _address(value: str | None) -> str | None:
    return value if value and _ADDRESS.match(value) else None

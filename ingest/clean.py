"""From a page's text to a release: what is metadata, what is navigation, what is text to quote.

The text that comes out is the one that is stored and quoted, so it is tidied once, here: one kind of space, no
Markdown marks, "- " before every list item, paragraphs apart by one empty line, one line each. Words are never changed.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ingest.dates import DATE, parse, published_on
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
    r"|actualit[ée]s?|presse|press)(?:\s*$|\W+(?=$|[\w' -]{0,30},?\s*(?:le\s)?(?:\w+\s)?\d))",
    re.IGNORECASE,
)
_EMBARGO = re.compile(r"^(?:sous )?embargo(?:ed)?\b.{0,80}$", re.IGNORECASE)
_DATELINE = re.compile(r"^(?P<head>[A-ZÀ-Þ][\w' .-]{1,30},?\s(?:le\s|on\s)?(?P<date>.{6,30}?))\s[–—-]+\s")
_END_MARK = re.compile(r"^\W*(?:fin|end|###)\W*$|^#+$", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"^(?:aller au contenu(?: principal)?|aller à la (?:navigation|recherche)|passer au contenu(?: principal)?"
    r"|skip to (?:main )?(?:content|navigation)|accueil|home|menu|search|rechercher|recherche|share|partager"
    r"|partager (?:sur (?:facebook|twitter|x|linkedin|les réseaux sociaux)|cet article|cette page)"
    r"|share (?:on (?:facebook|twitter|x|linkedin|social media)|this (?:article|page|story))|imprimer|print"
    r"|retour (?:à la liste|à l'accueil|en haut|aux actualités)|back to (?:top|news|the list|all news)|fil d'ariane"
    r"|breadcrumb|facebook|twitter|linkedin|x|instagram|cookies?|lire la suite"
    r"|read more|fran[çc]ais|english|fr|en|fr ?[|/] ?en|en ?[|/] ?fr)\W*$",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"^(?:[^.!?>\d%]{1,40}\s>\s){1,6}[^.!?>\d%]{1,60}$")
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
_RULE = re.compile(r"^\s*(?:(?:[-*_=]\s?){3,}|\|?(?:\s*:?-{3,}:?\s*\|)+\s*(?::?-{3,}:?\s*)?)\s*$")
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]\s")
_FENCE = "---"
_NARROW, _WIDEST = 45, 110  # characters; a text whose longest line is longer was not wrapped
_LONGEST_HEAD = 120
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
    front, lines = _labels(_unfenced(lines))
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
    return _unwrapped([_FENCE if _RULE.match(line) else line for line in text.split("\n")])


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines, tidied, with paragraphs that were broken at a fixed width in one line each again.

    A text is taken for wrapped when several of its lines end inside a sentence, near its greatest width.
    """
    long = [len(line) for line in lines if len(line) > _NARROW]
    wrapped = len(long) >= 3 and max(long, default=0) <= _WIDEST
    out: list[str] = []
    for place, line in enumerate(lines):
        above = lines[place - 1] if place else ""
        continues = wrapped and line.strip() and len(above) > _NARROW and not _starts_anew(line, above)
        if continues and out and out[-1]:
            out[-1] = f"{out[-1]} {_plain(line)}"
        else:
            out.append(line if line == _FENCE else _plain(line))
    return out


def _starts_anew(line: str, above: str) -> bool:
    """Whether a line opens a paragraph, an item or a label of its own."""
    marked = (
        _BULLET.match(line) or _HEADING.match(line) or _NUMBERED.match(line) or "|" in line or _FENCE in (line, above)
    )
    return bool(marked) or bool(_LABELLED.match(line) and _LABELLED.match(above))


def _plain(line: str) -> str:
    line = _HEADING.sub("", _QUOTE_MARK.sub("", line))
    bullet = _BULLET.match(line)
    line = line[bullet.end() :] if bullet else line
    for mark, words in _MARKS:
        line = mark.sub(words, line)
    line = _SPACES.sub(" ", line).strip()
    return f"- {line}" if bullet and line else line


def _unfenced(lines: list[str]) -> list[str]:
    """The lines without the fence of a front matter block, whose unknown labels and lists are dropped with it."""
    first = next((place for place, line in enumerate(lines) if line), 0)
    if not lines or lines[first] != _FENCE:
        return ["" if line == _FENCE else line for line in lines]
    last = next((place for place, line in enumerate(lines) if place > first and line == _FENCE), first)
    known = [line for line in lines[first:last] if (match := _LABELLED.match(line)) and _label(match)]
    return [*known, "", *("" if line == _FENCE else line for line in lines[last + 1 :])]


def _label(match: re.Match[str]) -> str | None:
    return _LABELS.get(fold(match.group(1)).strip())


def _labels(lines: list[str]) -> tuple[_Front, list[str]]:
    """The labelled lines on top (Title: …, Éditeur : …), and the rest."""
    found: dict[str, str] = {}
    place = 0
    for place, line in enumerate([*lines, ""]):
        match = _LABELLED.match(line)
        name = _label(match) if match else None
        if match and name and name not in found:
            found[name] = _unquoted(match.group(2))
        elif line or (found and not _more_labels(lines[place:])):
            break
    # One labelled line may be the release's own words ("Date: to be announced"); a title or two lines are not.
    if "title" in found or len(found) > 1:
        return _Front(**found), lines[place:]
    return _Front(), lines


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _more_labels(lines: list[str]) -> bool:
    following = next((line for line in lines if line), "")
    match = _LABELLED.match(following)
    return bool(match and _label(match))


def _unlabelled(front: _Front, lines: list[str], stated_title: str | None) -> tuple[_Front, list[str]]:
    """What the lines above the first paragraph say without a label: address, publisher, kind, date, title."""
    rest: list[str] = []
    for place, line in enumerate(lines):
        if not line or _is_navigation(line) or _EMBARGO.match(line):
            continue
        known = _head_line(front, line, lines[place + 1 :], stated_title)
        if known is None:
            rest = lines[place:]
            break
        front = known
    if front.published is None and rest and (dateline := _DATELINE.match(rest[0])) and DATE.search(dateline["date"]):
        front = replace(front, published=dateline["date"])
    return front, [line for line in rest if not _is_navigation(line) and not _END_MARK.match(line)]


def _head_line(front: _Front, line: str, below: list[str], stated_title: str | None) -> _Front | None:
    """What is known after a line of the head; None when the line is the release's own text."""
    if address := _ADDRESS.match(line):
        return replace(front, url=front.url or address.group(1))
    if len(line) < _LONGEST_HEAD and _KIND.match(line):
        written = DATE.search(line)
        return replace(front, published=front.published or (written.group() if written else None))
    if len(line) < _LONGEST_HEAD and (stated := published_on(line)):
        return replace(front, published=front.published or stated)
    if stated_title and fold(line) == fold(_plain(stated_title)):
        return replace(front, title=front.title or line)
    if front.title is None and front.publisher is None and _is_name(line) and _kind_follows(below):
        return replace(front, publisher=line)
    if front.title is None and _is_title(line) and any(below):
        return replace(front, title=line)
    return None


def _is_navigation(line: str) -> bool:
    return bool(_NAVIGATION.match(line) or _TRAIL.match(line))


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

"""From a page's text to tidy lines, and what a line can be: labelled, an address, the kind of the text."""

import re
import unicodedata

from ingest.dates import is_month, published_on
from store.language import fold

_LABELS = {
    "title": "title",
    "titre": "title",
    "publisher": "publisher",
    "editeur": "publisher",
    "date": "published",
    "date de publication": "published",
    "date published": "published",
    "publication date": "published",
    "published": "published",
    "publie le": "published",
    "source": "url",
    "url": "url",
    "language": "language",
    "langue": "language",
    "lang": "language",
    "note": "note",
}
LABELLED = re.compile(r"^\s*[*_]{0,2}([A-Za-zÀ-ÿ -]{3,20}?)\s*[*_]{0,2}\s*:\s*[*_]{0,2}\s*(.+?)\s*$")
ADDRESS = re.compile(r"^<?(https?://\S+?)>?$")
_URL = re.compile(r"\b(?:https?://|www\.)\S+")
KIND = re.compile(
    r"^(?:communiqu[ée]s?(?: de presse)?|press release|news release|for immediate release|dossier de presse|news"
    r"|actualit[ée]s?|presse|press)(?:\s*n(?:[°º]|os?\b)\.?\s*[\w/-]*\d[\w/-]*)?"
    r"(?:(?P<mark>\s*[:|–—]\s*|\s+[-•·]\s+)|\s*[,(]\s*|\s+|\W*$)(?P<rest>.*)$",
    re.IGNORECASE,
)
OF = re.compile(r"^(?:(?:dat[ée]e? )?du|le|of|dated)\s", re.IGNORECASE)
EMBARGO = re.compile(r"^(?:sous )?embargo(?:ed)?\b.{0,80}$", re.IGNORECASE)
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
# What a line of a front matter block looks like: a key, an item, a remark, or indented under one of these.
_FRONT_LINE = re.compile(r"^(?:\s+\S|- |#|[\"']?\w[\w .-]{0,30}[\"']?\s*:(?:\s|$))")
_FOLDED = re.compile(r":\s*[>|][+-]?\s*$")
_NARROW, _WIDEST = 45, 110  # characters; a text whose longest line is longer was not wrapped
_BROKEN_EARLY = 0.8  # of the usual width: a line that ends before, with room for the next word, was meant to end
LONGEST_HEAD = 120


def lines_of(text: str) -> list[str]:
    """The lines of a text with one kind of space and no Markdown; list items begin with "- "."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = re.sub(r"[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    lines = _unfenced(text.split("\n"))
    return _unwrapped(["" if _RULE.match(line) else line for line in lines])


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines, tidied, with paragraphs that were broken at a fixed width in one line each again.

    A text is taken for wrapped when several of its lines end inside a sentence, near its greatest width.
    """
    long = sorted(length for line in lines if (length := _width(line)) > _NARROW)
    wrapped = len(long) >= 3 and long[-1] <= _WIDEST
    usual = long[len(long) * 3 // 4] if wrapped else 0
    out: list[str] = []
    for place, line in enumerate(lines):
        above = lines[place - 1] if place else ""
        continues = wrapped and line.strip() and len(above) > _NARROW and not _starts_anew(line, above, usual)
        if continues and out and out[-1]:
            out[-1] = f"{out[-1]} {plain(line)}"
        else:
            out.append(plain(line))
    return out


def _width(line: str) -> int:
    """A line's length as far as it tells of a fixed width: addresses and labelled lines are as long as they are."""
    match = LABELLED.match(line)
    return 0 if match and label(match) else len(_URL.sub("", line))


def _starts_anew(line: str, above: str, usual: int) -> bool:
    """Whether a line opens a paragraph, an item or a label of its own."""
    marked = _BULLET.match(line) or _HEADING.match(line) or _NUMBERED.match(line) or "|" in line
    labelled = LABELLED.match(above)
    return (
        bool(marked)
        or bool(labelled and (LABELLED.match(line) or ADDRESS.match(labelled.group(2))))
        or any(_stands_alone(each) for each in (line.strip(), above.strip()))
        or len(above.rstrip()) + 1 + len(line.split()[0]) <= _BROKEN_EARLY * usual
    )


def _stands_alone(line: str) -> bool:
    """Whether a line is an address, the kind of the text or its date; a sentence may end in a date too."""
    return bool(ADDRESS.match(line)) or is_kind(line) or (not line.endswith(".") and published_on(line) is not None)


def plain(line: str) -> str:
    """A line without Markdown marks, with single spaces; an item begins with "- "."""
    line = _HEADING.sub("", _QUOTE_MARK.sub("", line))
    bullet = _BULLET.match(line)
    line = line[bullet.end() :] if bullet else line
    for mark, words in _MARKS:
        line = mark.sub(words, line)
    line = _SPACES.sub(" ", line).strip()
    return f"- {line}" if bullet and line else line


def _unfenced(lines: list[str]) -> list[str]:
    """The lines with the known labels of a front matter block in its place; the rest of the block is dropped."""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        return lines
    last = next((place for place in range(first + 1, len(lines)) if lines[place].rstrip() in ("---", "...")), first)
    known = _front_matter(lines[first + 1 : last])
    return [*known, "", *lines[last + 1 :]] if known else lines


def _front_matter(lines: list[str]) -> list[str]:
    """The known labels of a front matter block, values in one line each; none when the lines are no such block."""
    if not all(_FRONT_LINE.match(line) for line in lines if line.strip()):
        return []
    known: list[str] = []
    below = False
    for line in lines:
        if line[:1].isspace():
            known += [f"{known.pop()} {line.strip()}"] if below else []
            continue
        match = LABELLED.match(line)
        below = bool(match and label(match))
        known += [_FOLDED.sub(":", line)] if below else []
    return [line for line in known if LABELLED.match(line)]


def label(match: re.Match[str]) -> str | None:
    """What a labelled line gives (title, published, …); None for a label that is not known."""
    return _LABELS.get(fold(match.group(1)).strip())


def is_kind(line: str) -> bool:
    """Whether a line only says what the text is, with its date at most (« Communiqué de presse – 3 mars 2024 »)."""
    match = KIND.match(line) if len(line) < LONGEST_HEAD else None
    if match is None:
        return False
    rest = OF.sub("", match["rest"].strip(" .:|*–—-)"))
    return (
        not re.search(r"[^\W\d_]", rest)
        or published_on(rest) is not None
        or is_month(rest)
        or bool(EMBARGO.match(rest))
        or is_kind(rest)
    )

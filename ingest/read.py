"""Files to text: what may be read, in which encoding, and what a page's markup says about the release.

Readers are a table by suffix. A file that cannot be read costs itself alone: every failure is a `DocumentError`.
"""

import codecs
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ingest import markup
from store.errors import DocumentError

MAX_BYTES = 5_000_000

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What pages declare as Latin-1 is Windows-1252 to every browser.
_AS_BROWSERS = {name: "cp1252" for name in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii")}
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# What a visitor does not see is not the release's words, and may be meant for programs that read it.
_UNSEEN = (
    "//script[not(@type='application/ld+json')]|//style|//noscript|//template|//*[@hidden]|//*[@aria-hidden='true']"
    "|//*[contains(translate(@style, ' ', ''), 'display:none')]"
    "|//*[contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
_MAX_DEPTH = 250  # libxml2 drops what is nested deeper, without a word


@dataclass(frozen=True, slots=True)
class Page:
    """A document's text, with what its markup states; plain text states nothing."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None


def read_bytes(path: Path, root: Path | None = None) -> bytes:
    """A file's content.

    :raises DocumentError: the file is of another kind, too large, not there, or a link that leaves `root`.
    """
    if path.suffix.lower() not in READERS:
        raise DocumentError("unknown_suffix", path=path, suffix=path.suffix or "(none)", suffixes=suffixes())
    try:
        real = path.resolve(strict=True)
        if root is not None and not real.is_relative_to(root.resolve()):
            raise DocumentError("outside_root", path=path)
        if not real.is_file():
            raise DocumentError("unreadable", path=path, reason="it is not a regular file")
        size = real.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError("too_large", path=path, size=size, limit=MAX_BYTES)
        return real.read_bytes()
    except OSError as error:
        raise DocumentError("unreadable", path=path, reason=error.strerror or error) from error


def read_page(path: Path, content: bytes) -> Page:
    """The text of a file's content.

    :raises DocumentError: it is binary, empty or cannot be parsed.
    """
    text = decode(content)
    if _is_binary(text):
        raise DocumentError("binary", path=path)
    page = READERS[path.suffix.lower()](text, path)
    if not page.text.strip():
        raise DocumentError("empty_document", path=path)
    return page


def decode(content: bytes) -> str:
    """Text from bytes: by its byte order mark, a page's declaration, as UTF-8, or as Windows-1252.

    Western text without a declaration that is not UTF-8 is Windows-1252 in practice; a free guess takes French
    for Central European.
    """
    declared = _META_CHARSET.search(content[:4096])
    candidates = [name for mark, name in _BOMS if content.startswith(mark)]
    candidates += ["utf-8"]
    candidates += [declared.group(1).decode("ascii")] if declared else []
    candidates += ["cp1252"]
    for encoding in candidates:
        try:
            return content.decode(_AS_BROWSERS.get(encoding.lower(), encoding))
        except (UnicodeError, LookupError):
            if encoding == "utf-8" and _is_nearly_utf8(content):
                return content.decode("utf-8", errors="replace")
    from charset_normalizer import from_bytes  # only for the rare rest

    best = from_bytes(content).best()
    return str(best) if best else content.decode("latin-1")


def _is_nearly_utf8(content: bytes) -> bool:
    """Whether a few bytes are broken in what is UTF-8 otherwise; all of it would come out wrong as Windows-1252."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return broken * 10 < sum(ord(letter) > 127 for letter in text)


def suffixes() -> str:
    """The suffixes that are read, for messages."""
    return ", ".join(sorted(READERS))


def _is_binary(text: str) -> bool:
    return "\x00" in text or len(_CONTROL.findall(text)) > len(text) / 100


def _plain(text: str, path: Path) -> Page:
    return Page(text)


def _html(text: str, path: Path) -> Page:
    import lxml.etree  # heavy, and only for pages
    import lxml.html
    import trafilatura

    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.LxmlError, ValueError) as error:
        raise DocumentError("unreadable", path=path, reason=error) from error
    if text.count("<") > 100 and _depth(tree) >= _MAX_DEPTH:
        raise DocumentError("unreadable", path=path, reason=f"its markup is nested deeper than {_MAX_DEPTH} levels")
    for element in tree.xpath(_UNSEEN):
        element.drop_tree()
    markup.join_sentences(tree)
    facts = _stated(deepcopy(tree))
    for script in tree.xpath("//script"):
        script.drop_tree()
    frame, body = _frame(tree), tree.find("body")
    markup.make_readable(tree, frame)
    if frame is None and body is not None:
        markup.enclose(body)
    found: Any = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, deduplicate=False, config=_config()
    )
    words = (found.text if found else "") or tree.text_content()
    return Page(
        # One line is one paragraph here, a list item apart; cleaning joins the items of a list again.
        text=words.replace("\n", "\n\n"),
        title=facts.get("title"),
        publisher=facts.get("sitename"),
        published=_iso(facts.get("date")),
        url=facts.get("url"),
    )


def _frame(tree: Any) -> Any:
    """The element that the extractor takes for the article; None where it finds none, or only a menu."""
    from trafilatura.xpaths import BODY_XPATH

    firsts = (next(iter(expression(tree)), None) for expression in BODY_XPATH)
    return next((first for first in firsts if first is not None and markup.is_text(first)), None)


def _stated(tree: Any) -> dict[str, Any]:
    """What a page's markup states about the release; the tree is used up."""
    markup.leave_out_around(tree, _frame(tree))
    dated = _metadata(tree).get("date")
    for script in tree.xpath("//script"):
        script.drop_tree()
    # Only the date is taken from them: a page's or an agency's name in them would pass for the publisher.
    return _metadata(tree) | {"date": dated}


def _metadata(tree: Any) -> dict[str, Any]:
    import trafilatura

    wanted = {"extensive_search": False, "original_date": True}
    try:
        return dict(trafilatura.extract_metadata(tree, date_config=wanted, extensive=False).as_dict())
    except (TypeError, ValueError):  # of the markup's own making; the text is there all the same
        return {}


@cache
def _config() -> Any:
    """Trafilatura's settings for short pages: a release of two sentences is one all the same."""
    from trafilatura.settings import use_config

    config = use_config()
    for name, value in {"MIN_EXTRACTED_SIZE": "20", "MIN_OUTPUT_SIZE": "1", "MIN_DUPLCHECK_SIZE": "1000000"}.items():
        config.set("DEFAULT", name, value)
    return config


def _depth(tree: Any) -> int:
    deepest, stack = 0, [(tree, 1)]
    while stack:
        element, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in element]
    return deepest


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


READERS: dict[str, Callable[[str, Path], Page]] = {
    ".txt": _plain,
    ".md": _plain,
    ".markdown": _plain,
    ".html": _html,
    ".htm": _html,
}

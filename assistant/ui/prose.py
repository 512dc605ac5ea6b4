"""Stored text as HTML: every character literal, paragraphs and lists as such, one range highlighted.

Text is written as entities and on one line, so that it means the same to an HTML parser and to the Markdown
renderer of the page: nothing in a release or in a question can become markup, a link, an image or a formula.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from store.types import Span

# The signs that mean something to HTML, Markdown or LaTeX, plus the ones that make a bare address a link.
_SIGNS = "&<>\"'`*_[](){}!$\\|~#:/@^=+%"
_LITERAL: dict[int, str] = {
    **{code: "\N{REPLACEMENT CHARACTER}" for code in range(32)},
    **{ord(sign): f"&#{ord(sign)};" for sign in _SIGNS},
    **{ord(space): " " for space in "\t\n\v\f\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"},
}

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*[-*•·▪◦‣–—]\s+(?=\S)")
_NUMBERED = re.compile(r"\s*(?=\d{1,2}[.)]\s)")

# A line shorter than this was ended by its author; a longer one may have been wrapped by a program.
_WRAPPED = 60


def literal(text: str) -> str:
    """The text as it stands, safe inside an element or a quoted attribute."""
    return text.translate(_LITERAL)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text without its bullet. `gap` says that blank space sets it off from the line before."""

    span: Span
    kind: str
    gap: bool


# What writes a range of a text as HTML.
_Write = Callable[[Span], str]


def prose(text: str, marked: Span | None = None, anchor: str = "", write: _Write | None = None) -> str:
    """Paragraphs and lists, with the marked range in `<mark>`; `anchor` is the id of its first piece.

    `write` writes each range of the text; without it every character is literal.
    """
    write = write or (lambda span: literal(span.of(text)))
    pieces: list[str] = []
    open_list = ""
    for block in _blocks(text):
        kind = block[0].kind
        wanted = "" if kind == "p" else kind
        if open_list and wanted != open_list:
            pieces.append("</ul>")
        if wanted and wanted != open_list:
            pieces.append(f'<ul class="{wanted}">')
        open_list = wanted
        body = _joined(text, block, marked, write)
        pieces.append(f"<li>{body}</li>" if wanted else f"<p>{body}</p>")
    if open_list:
        pieces.append("</ul>")
    html = "".join(pieces)
    return html.replace("<mark>", f'<mark id="{literal(anchor)}">', 1) if anchor else html


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines that make one paragraph or one item of a list."""
    block: list[_Line] = []
    for line in _lines(text):
        if block and (line.gap or line.kind != "p"):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _lines(text: str) -> Iterator[_Line]:
    last = 0
    for match in _LINE.finditer(text):
        if not match.group().strip():
            continue
        gap = text.count("\n", last, match.start()) > 1
        last = match.end()
        kind, start = _kind(text, match)
        yield _Line(Span(start, match.end()), kind, gap)


def _kind(text: str, match: re.Match[str]) -> tuple[str, int]:
    """What a line is (a paragraph's, a bulleted item, a numbered item), and where its own words begin."""
    for kind, pattern in (("bulleted", _BULLET), ("numbered", _NUMBERED)):
        if found := pattern.match(text, match.start(), match.end()):
            return kind, found.end()
    return "p", match.start()


def _joined(text: str, block: list[_Line], marked: Span | None, write: _Write) -> str:
    """The lines of one block; a break is kept where its author made it, and a wrapped line is joined."""
    html = ""
    for number, line in enumerate(block):
        if number:
            before = block[number - 1].span.of(text).rstrip()
            html += "<br>" if len(before) < _WRAPPED or before[-1:] in ".:;!?…" else " "
        html += _highlighted(line.span, marked, write)
    return html


def _highlighted(line: Span, marked: Span | None, write: _Write) -> str:
    if marked is None or marked.end <= line.start or line.end <= marked.start:
        return write(line)
    start, end = max(line.start, marked.start), min(line.end, marked.end)
    inside = write(Span(start, end))
    inside = f"<mark>{inside}</mark>" if inside.strip() else inside
    return write(Span(line.start, start)) + inside + write(Span(end, line.end))

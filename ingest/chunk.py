"""From a release's text to passages: whole sentences, lists kept whole with the line that introduces them.

LlamaIndex's sentence tokenizer finds the sentences; the offsets are ours and are checked, since its own are looked
up by text and go wrong where a text repeats itself. A passage never crosses into another section.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from store.types import Section, Span

CHUNKER_VERSION = "2"

# Characters. About 160 words: what the encoders read of a French passage before they cut it off.
TARGET = 700
# What stands in front of an item of a list, on a line of its own.
ITEM_MARK = r"(?:- |\(?\d{1,2}[.)]\s+|[a-z]\)\s+)"
# A list up to this long is one passage, however long the others are.
LONGEST_LIST = 2_400
_LONGEST_HEADING = 110

# What a release says of its own agreement is its body, whatever the heading.
_OWN_MATTER = (
    r"(?i:(?:l['’]|la |le |cet |cette |ce |u |notre |nos |the |this |an? )?(?:nouve(?:l|lle|au) |new )?"
    r"(?:accord|convention|partenariat|projet|agreement|partnership|project)\b)"
)
_ABOUT = re.compile(
    rf"^(?:[ÀàAa] [Pp]ropos (?=d)(?!d(?:e )?{_OWN_MATTER})|[ÀA] PROPOS (?!D(?:E )?{_OWN_MATTER})"
    rf"|(?:About|ABOUT) (?!{_OWN_MATTER})(?:the |an? )?(?=[A-ZÀ-Þ])|Qui sommes[- ]nous|Who we are|En savoir plus sur"
    r"|(?:[Àà] [Pp]ropos|À PROPOS|About(?: us)?)\s*:?$)"
)
_ON_THE_MATTER = re.compile(rf"^(?:[ÀA] propos d(?:e )?|About ){_OWN_MATTER}", re.IGNORECASE)
_ABOUT_INLINE = re.compile(r"^[^.!?:,;«“]{8,90}?\s?: (?![«“\"])")
_NUMBERED_NAME = re.compile(r"(\b[A-ZÀ-Þ][\w'’-]*) \d{1,2}(?=\s|$)")  # « Université Claude Bernard Lyon 1 »
_CONTACT = re.compile(
    r"^(?:contacts?\b|(?:press|media|presse|médias?) (?:contacts?|relations|office)|(?:service|relations) (?:de )?"
    r"presse|(?P<invites>pour (?:toute|plus d['’]) ?(?:information|question|demande|renseignement)"
    r"|for (?:more|further) information)|informations? presse|notes? to editors)",
    re.IGNORECASE,
)
_DETAILS = re.compile(r"\S@\S|https?://|\bwww\.|\+\d|\b\d\d(?:[ .-]\d\d){4}\b|\b\d{3}[ .-]\d{3,4}[ .-]\d{4}\b")
_PERSON = re.compile(r"^[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){1,3}$")
_SHORTEST_PROSE = 60  # without a full stop at its end
_ABBREVIATION = re.compile(
    r"(?:\b(?:m|mm|mme|mmes|mlle|dr|drs|pr|prof|me|st|ste|mr|mrs|ms|rev|hon|gen|no|nos|vol|art|fig|cf|etc|env|av|bd"
    r"|inc|ltd|co|corp|dept|univ|vs|p|pp|al|approx|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|janv|févr|avr"
    r"|juil|déc|a\.m|p\.m|e\.g|i\.e|ph\.d|u\.s|u\.k|[a-z])|\b(?:[a-z]\.){1,3}[a-z])\.\s*$",
    re.IGNORECASE,
)
_CLOSED_ABBREVIATION = re.compile(r"\b(?:etc|a\.m|p\.m|inc|ltd|corp|al|ph\.d)\.\s*$", re.IGNORECASE)
_OPENING = re.compile(r"(?<=\s)[«“‘(\[]\s*$")
_CLOSING = re.compile(r"^(?:[\s»”\"')\]]|\[\^?\d{1,3}\])+$")  # and the mark of a footnote


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage before it has a vector."""

    span: Span
    section: Section
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, a list with its introduction, or a heading, which carries no sentence of its own."""

    span: Span
    sentences: tuple[Span, ...]
    kind: Literal["paragraph", "list", "heading"] = "paragraph"

    @property
    def is_heading(self) -> bool:
        """Whether it only announces what follows."""
        return self.kind == "heading"


def chunk(text: str) -> list[Chunk]:
    """The passages of a text, in order; every one checked against the text."""
    chunks = [passage for section, blocks in _sections(text) for passage in _packed(section, blocks)]
    for passage in chunks:
        assert passage.span.of(text).strip() == passage.span.of(text) != "", passage
        assert all(passage.span.holds(sentence) and sentence.of(text) for sentence in passage.sentences), passage
    return chunks


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of a paragraph; joined, they hold every character of it but the white space between."""
    found: list[Span] = []
    begin = end = span.start
    for piece in _tokenizer()(span.of(text)):
        end += len(piece)
        if found and _CLOSING.match(text[begin:end]):
            found[-1] = Span(found[-1].start, _trimmed(text, Span(begin, end)).end)
            begin = end
            continue
        if end < span.end and _unfinished(text[begin:end], text[end : span.end]):
            continue
        # A mark that opens a quotation belongs to the sentence that it opens.
        opened = _OPENING.search(text[begin:end]) if end < span.end else None
        stop = begin + opened.start() if opened else end
        trimmed = _trimmed(text, Span(begin, stop))
        if trimmed.start < trimmed.end:
            found.append(trimmed)
        begin = stop
    rest = _trimmed(text, Span(begin, span.end))
    return found + ([rest] if rest.start < rest.end else [])


def _unfinished(piece: str, rest: str) -> bool:
    """Whether a full stop belongs to an abbreviation, or the sentence goes on in lower case."""
    following = rest.lstrip()[:1]
    if _CLOSED_ABBREVIATION.search(piece):
        return following.islower()
    return bool(_ABBREVIATION.search(piece)) or (following.islower() and piece.rstrip()[-1:] in ".»”\"'")


def _sections(text: str) -> Iterator[tuple[Section, list[_Block]]]:
    """Runs of blocks of one section; an "about" or contact heading opens one that lasts until the next.

    Above the first paragraph nothing lasts: a contact under the title would take the whole release with it.
    """
    lasting: Section = "body"
    section: Section = "body"
    told = False
    run: list[_Block] = []
    for block in _blocks(text):
        words = block.span.of(text)
        before, prose = section, _is_prose(block, words)
        opened = _opened(words, told)
        if opened:
            section = opened
            lasting = opened if told and _announces(words) else lasting
        elif section != lasting and (prose or not (_DETAILS.search(words) or _PERSON.match(words))):
            section = lasting
        if section != before:
            yield before, run
            run = []
        run.append(block)
        told = told or (section == "body" and prose)
    yield section, run


def _opened(words: str, told: bool) -> Section | None:
    """The section that a block opens, for itself at least; `told` says whether a paragraph stands above."""
    first = words.split("\n", 1)[0]
    contact = _CONTACT.match(first)
    if contact and len(first) < _LONGEST_HEADING:
        details = _DETAILS.search(words) or ":" in first[contact.end() :]
        return "contact" if contact["invites"] or details or _announces(words) else None
    if _ABOUT.match(first):
        return "about" if (told and _announces(words)) or _ABOUT_INLINE.match(first) else None
    return "body" if _ON_THE_MATTER.match(first) and _announces(words) else None


def _announces(words: str) -> bool:
    """Whether a block is led by a heading, whose section follows it."""
    first = words.split("\n", 1)[0]
    return _is_heading(_NUMBERED_NAME.sub(r"\1", first)) or first.endswith(":")


def _is_prose(block: _Block, words: str) -> bool:
    """Whether a block is a list or sentences; the name and the number of a contact are neither."""
    if block.is_heading or (len(words) < _LONGEST_HEADING and _DETAILS.search(words)):
        return False
    return block.kind == "list" or len(words) > _SHORTEST_PROSE or (len(words.split()) > 2 and words[-1] in ".!?»”")


def _blocks(text: str) -> Iterator[_Block]:
    """Paragraphs, headings and lists; a line that ends in a colon and the list after it are one block."""
    paragraphs = [_trimmed(text, Span(*match.span())) for match in re.finditer(r"(?:[^\n]+\n?)+", text)]
    place = 0
    while place < len(paragraphs):
        span = paragraphs[place]
        place += 1
        introduces = span.of(text).endswith(":")
        while introduces and place < len(paragraphs) and _is_item(paragraphs[place].of(text)):
            span = Span(span.start, paragraphs[place].end)
            place += 1
        yield from _list_or_paragraph(text, span)


def _list_or_paragraph(text: str, span: Span) -> Iterator[_Block]:
    lines = [
        _trimmed(text, Span(span.start + match.start(), span.start + match.end()))
        for match in re.finditer(r"[^\n]+", span.of(text))
    ]
    if any(_is_item(line.of(text)) for line in lines):
        units = [unit for line in lines for unit in _list_line(text, line)]
        if span.end - span.start <= LONGEST_LIST:
            yield _Block(span, tuple(units), "list")
        else:
            yield from (_Block(line, tuple(_list_line(text, line))) for line in lines)
    elif len(lines) == 1 and _is_heading(span.of(text)):
        yield _Block(span, (), "heading")
    else:
        yield _Block(span, tuple(sentence for line in lines for sentence in sentences(text, line)))


def _list_line(text: str, line: Span) -> list[Span]:
    """An item is one unit, without its mark; the line that introduces a list is one too."""
    if _is_item(line.of(text)):
        return [_trimmed(text, Span(line.start + len(_item_mark(line.of(text))), line.end))]
    return sentences(text, line)


def _packed(section: Section, blocks: list[_Block]) -> Iterator[Chunk]:
    """Blocks packed into passages of about `TARGET` characters; a heading goes with what follows it."""
    run: list[_Block] = []
    for block in (piece for whole in blocks for piece in _fitting(whole)):
        if any(not held.is_heading for held in run) and block.span.end - run[0].span.start > TARGET:
            headings: list[_Block] = []
            while run[-1].is_heading:
                headings.insert(0, run.pop())
            yield _chunk(section, run)
            run = headings
        run.append(block)
    if run:
        yield _chunk(section, run)


def _fitting(block: _Block) -> Iterator[_Block]:
    """The block itself, or a long paragraph cut between sentences; lists stay whole."""
    start = 0
    if block.kind != "paragraph" or block.span.end - block.span.start <= TARGET:
        yield block
        return
    for place, sentence in enumerate(block.sentences):
        if place > start and sentence.end - block.sentences[start].start > TARGET:
            span = Span(block.sentences[start].start, block.sentences[place - 1].end)
            yield _Block(span, block.sentences[start:place])
            start = place
    yield _Block(Span(block.sentences[start].start, block.span.end), block.sentences[start:])


def _chunk(section: Section, run: list[_Block]) -> Chunk:
    units = tuple(sentence for block in run for sentence in block.sentences)
    span = Span(run[0].span.start, run[-1].span.end)
    return Chunk(span, section, units or (span,))


def _is_heading(line: str) -> bool:
    """Whether a line only announces what follows; one with a figure, a colon or a table mark may be a fact."""
    if any(mark in line for mark in '|:="”»]') or any(letter.isdigit() for letter in line):
        return False
    return (
        len(line.split()) <= 14
        and len(line) <= _LONGEST_HEADING
        and not line.endswith((".", "!", "?", ";", ",", ":", "»", "”"))
    )


def _is_item(line: str) -> bool:
    return bool(_item_mark(line))


def _item_mark(line: str) -> str:
    match = re.match(rf"{ITEM_MARK}(?=\S)", line)
    return match.group() if match else ""


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    lead = len(words) - len(words.lstrip())
    return Span(span.start + lead, max(span.start + lead, span.start + len(words.rstrip())))


@cache
def _tokenizer() -> Any:
    # Heavy (1.1 s), and needed at ingest only. Its pieces, joined, are the text that was given.
    from llama_index.core.node_parser.text.utils import split_by_sentence_tokenizer

    return split_by_sentence_tokenizer()

"""What would be quoted for each sentence: itself, or the whole list in which it stands, with what announces it.

A list is items on lines of their own after a colon. Where a list is asked for it may also be prose: sentences that
count off (« D'abord … Ensuite … »), or as many sentences as the one before them announces (« quatre objectifs. »).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.kinds import WHOLE_LISTS
from assistant.numerals import quantity
from assistant.orders import is_order
from assistant.question import Question
from ingest.chunk import ITEM_MARK
from store.types import Hit, Language, Span

# Sentences that count off what the one before them announces.
_ORDINAL = re.compile(
    r"(?:D['’]abord|Premièrement|L[ea] premi(?:er|ère)|Un premier|Une première|L['’]un|Ensuite|Puis|Deuxièmement"
    r"|L[ea] (?:deuxième|seconde?)|Une? (?:deuxième|seconde?)|Troisièmement|L[ea] (?:troisième|derni(?:er|ère))"
    r"|Une? (?:troisième|derni(?:er|ère))|Enfin|First(?:ly)?|Second(?:ly)?|Third(?:ly)?|Next|Then|Finally|Lastly"
    r"|(?:The|A) (?:first|second|third|fourth|fifth|last|final))\b"
)
# What may be announced with its number; of years, people and money no list follows.
_ANNOUNCED = re.compile(
    r"(?:\s[\w’'-]+){0,2}?\s(?:objectifs|buts|priorités|axes|ambitions|engagements|missions|volets|thèmes|thématiques"
    r"|domaines|piliers|chantiers|actions|finalités|directions|aims|goals|objectives|purposes|priorities|areas|themes"
    r"|pillars|commitments|strands|tasks|topics|fields|directions)\b",
    re.IGNORECASE,
)
_FEWEST, _MOST = 2, 9  # items that are announced by their number
_WORD = re.compile(r"\b\w")
# Characters of a list that is quoted whole, where one is asked for and where none is; longer ones are quoted by items.
_LONGEST_LIST, _LONGEST_ASIDE = 1_200, 550


class Unit(NamedTuple):
    """A sentence of a passage, and what would be quoted for it."""

    hit: Hit
    quote: Span
    sentence: Span


def units(question: Question, hits: Sequence[Hit]) -> list[Unit]:
    """Every sentence of the passages; sentences that count something off are one quote where a list is asked for, and
    a long list is quoted by its items where none is, and so is one in which an order to a machine is hidden.
    """
    counted = any(kind in ("list", "overview") for kind in question.kinds)
    longest = _LONGEST_LIST if any(kind in WHOLE_LISTS for kind in question.kinds) else _LONGEST_ASIDE
    return [
        Unit(hit, sentence if is_order(quote.of(hit.release.text)) else quote, sentence)
        for hit in hits
        for quote, sentence in _quotes(hit, counted, longest)
        if not is_order(sentence.of(hit.release.text))
    ]


def _quotes(hit: Hit, counted: bool, longest: int) -> Iterator[tuple[Span, Span]]:
    """Each sentence of a passage with the span that would be quoted for it: itself, or the whole list around it."""
    text = hit.release.text
    sentences = hit.passage.sentences
    place = 0
    while place < len(sentences):
        last = place + _items(text, sentences[place:], hit.release.language, counted)
        whole = Span(sentences[place].start, sentences[last].end)
        if last > place and whole.end - whole.start <= longest:
            for sentence in sentences[place : last + 1]:
                yield whole, sentence
            place = last + 1
        else:
            yield sentences[place], sentences[place]
            place += 1


def _items(text: str, sentences: Sequence[Span], language: Language, counted: bool) -> int:
    """How many of the sentences behind the first are the items of a list that it announces."""
    first, rest = sentences[0], sentences[1:]
    if text[: first.end].endswith(":"):
        return _run(_is_item(text, before, sentence) for before, sentence in zip(sentences, rest, strict=False))
    if not counted:
        return 0
    ordinals = _run(bool(_ORDINAL.match(sentence.of(text))) for sentence in rest)
    if ordinals > 1:  # one sentence that begins with "Then" counts nothing off
        return ordinals
    announced = _announced(first.of(text), language)
    beside = _run("\n\n" not in text[first.end : sentence.start] for sentence in rest)
    return announced if announced <= beside else 0


def _run(hold: Iterator[bool]) -> int:
    """How many hold before the first that does not."""
    count = 0
    for one in hold:
        if not one:
            break
        count += 1
    return count


def _announced(sentence: str, language: Language) -> int:
    """How many items a sentence announces: 4 for « s'accordent sur quatre objectifs. »; 0 for none."""
    for word in _WORD.finditer(sentence):
        found = quantity(sentence, word.start(), language)
        named = found and _FEWEST <= found.amount <= _MOST and _ANNOUNCED.match(sentence, found.end)
        if found and named and ":" not in sentence[named.end() :]:  # what is named there is not announced
            return int(found.amount)
    return 0


def _is_item(text: str, before: Span, sentence: Span) -> bool:
    """Whether a sentence is the next item of a list: nothing but its mark stands between, no heading of another one."""
    return bool(re.fullmatch(rf"\s*{ITEM_MARK}", text[before.end : sentence.start]))

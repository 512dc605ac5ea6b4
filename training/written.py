"""Releases written by hand with questions about them, as examples for the reader and for the evidence model.

`written/*.jsonl` holds invented releases of a few sentences. Each comes with questions that one of its sentences
answers, and with near misses: questions about the same partnership whose answer it does not give. Every fifth
release is held out of the reader's training: on those the evidence model is fitted and the reader is measured.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from store.types import Language
from training.reader_data import Example

WRITTEN = Path(__file__).with_name("written")
HELD_OUT = 5  # one release in so many; the languages alternate in the files
# Shares of an answerable question's examples: with its answer, without the sentence that gives it; the rest is
# another release. Then the rates of a single sentence and of a header in front.
ANSWERED, WITHOUT_ANSWER = 0.55, 0.35
ALONE, HEADED, SIMILAR = 0.5, 0.85, 0.5
# In lists: how often what answers is left out, and how many sentences of another release are put in.
LEFT_OUT, STRANGERS = 0.2, 2
OTHER = "-other"  # ends the name of a file whose releases are siblings of another's, line by line, asked the same
LIST = 2  # an answer of more sentences is a list: it is read whole, and its span is the first item
_WORD = re.compile(r"\w{3,}")
Why = Literal["answered", "unstated", "partner", "person", "date", "premise"]


@dataclass(frozen=True)
class Ask:
    """A question on a release: the sentences that answer it, best first, and the answer's words in the first of them.

    What the release does not answer has no sentences, and `why` says what is wrong with it.
    """

    question: str
    language: Language
    sentences: tuple[int, ...]
    answer: str
    why: Why


@dataclass(frozen=True)
class Written:
    """An invented release and the questions about it; `date` is ISO 8601, `number` its line in the file."""

    file: str
    number: int
    language: Language
    title: str
    publisher: str | None
    date: str | None
    sentences: tuple[str, ...]
    asks: tuple[Ask, ...]

    @property
    def header(self) -> str:
        """One line in front of every passage, as the product has it (`store.types.Release.header`)."""
        return " | ".join(part for part in (self.title, self.publisher, self.date) if part)

    def body(self, chosen: Sequence[int]) -> tuple[str, list[int]]:
        """The chosen sentences as one text, items on lines of their own, and where each begins."""
        text, starts = "", []
        for number in chosen:
            own = self.sentences[number]
            text += "" if not text else "\n" if own.startswith("- ") else " "
            starts.append(len(text))
            text += own
        return text, starts


def read_written(folder: Path = WRITTEN) -> list[Written]:
    """Every release of a folder's files, in the order of their names."""
    releases = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            asks = tuple(
                Ask(ask["q"], ask["l"], tuple(ask["s"] or ()), ask.get("a") or "", ask.get("why") or "answered")
                for ask in row["asks"]
            )
            known = (row["lang"], row["title"], row["publisher"], row["date"], tuple(row["sentences"]), asks)
            releases.append(Written(file.stem, number, *known))
    return releases


def split(releases: Sequence[Written]) -> tuple[list[Written], list[Written]]:
    """Those to train the reader on, and those held out of it; the same ones however many are added to a file."""
    return [one for one in releases if not held_out(one)], [one for one in releases if held_out(one)]


def held_out(release: Written) -> bool:
    """Whether the reader is not trained on a release."""
    return release.number % HELD_OUT == 0


def apart(releases: Sequence[Written]) -> list[Written]:
    """The releases without siblings, which one library would hardly tell apart: of pairs the first or the second."""
    paired = {one.file.removesuffix(OTHER) for one in releases if one.file.endswith(OTHER)}
    return [
        one
        for one in releases
        if one.file.removesuffix(OTHER) not in paired or one.file.endswith(OTHER) == bool(one.number // HELD_OUT % 2)
    ]


class WrittenSet:
    """Draws examples: a sentence or a run of sentences that answers, or one that does not and looks as if it did."""

    def __init__(self, releases: Sequence[Written]) -> None:
        self._releases = releases
        self._asks = [(release, ask) for release in releases for ask in release.asks]
        same = _same(self._asks)
        self._same = {number: numbers for numbers in same for number in numbers}

    def __len__(self) -> int:
        return len(self._asks)

    def example(self, number: int, rng: random.Random) -> Example:
        """Question `number` with one of the passages above."""
        release, ask = self._asks[number]
        others = [place for place in range(len(release.sentences)) if place not in ask.sentences]
        draw, headed = rng.random(), rng.random() < HEADED
        if not ask.sentences or (others and ANSWERED <= draw < ANSWERED + WITHOUT_ANSWER):
            return _passage(release, ask, _without(release, ask, others, rng), headed)
        if draw < ANSWERED + WITHOUT_ANSWER:
            first, last = ask.sentences[0], ask.sentences[0]
            if len(ask.sentences) > LIST:
                first, last = min(ask.sentences), max(ask.sentences)
            return _passage(release, ask, around(first, last, len(release.sentences), rng), headed)
        other = self._other(release, rng)
        place = rng.randrange(len(other.sentences))
        chosen = around(place, place, len(other.sentences), rng)
        return _passage(other, Ask(ask.question, ask.language, (), "", "partner"), chosen, headed)

    def together(self, count: int, rng: random.Random) -> list[int]:
        """So many questions to list in one step: one that is asked of two siblings is asked of both."""
        numbers: list[int] = []
        while len(numbers) < count:
            numbers += self._same[rng.randrange(len(self))]
        return numbers[:count]

    def listed(self, number: int, rng: random.Random) -> list[Example]:
        """Question `number` with each sentence of its release by itself, a list that answers as a whole, and a few of
        another release: what the product compares when it looks for the one that answers. Now and then what answers
        is left out.
        """
        release, ask = self._asks[number]
        headed = rng.random() < HEADED
        runs: list[Sequence[int]] = [[place] for place in range(len(release.sentences)) if place not in ask.sentences]
        if ask.sentences and rng.random() >= LEFT_OUT:
            listed = len(ask.sentences) > LIST
            runs += [ask.sentences] if listed else [[place] for place in ask.sentences]
        examples = [_passage(release, ask, sorted(run), headed) for run in runs]
        other = self._other(release, rng)
        strangers = rng.sample(range(len(other.sentences)), STRANGERS)
        elsewhere = Ask(ask.question, ask.language, (), "", "partner")
        return examples + [_passage(other, elsewhere, [place], headed) for place in strangers]

    def _other(self, release: Written, rng: random.Random) -> Written:
        """Another release, in the same language."""
        return rng.choice([one for one in self._releases if one.language == release.language and one != release])


def asked_of_both(releases: Sequence[Written]) -> list[list[tuple[Written, Ask]]]:
    """Every question that is asked of two siblings, with both."""
    asks = [(release, ask) for release in releases for ask in release.asks]
    return [[asks[number] for number in numbers] for numbers in _same(asks) if len(numbers) == 2]


def _same(asks: Sequence[tuple[Written, Ask]]) -> list[list[int]]:
    """The places of questions that are the same and asked of the same release, or of it and its sibling."""
    same: dict[tuple[str, int, str], list[int]] = {}
    for number, (release, ask) in enumerate(asks):
        same.setdefault((release.file.removesuffix(OTHER), release.number, ask.question), []).append(number)
    return [*same.values()]


def around(first: int, last: int, count: int, rng: random.Random) -> range:
    """A run of a release's `count` sentences that holds the given ones, often these alone."""
    if rng.random() < ALONE:
        return range(first, last + 1)
    return range(rng.randint(0, first), rng.randint(last + 1, count))


def _without(release: Written, ask: Ask, others: Sequence[int], rng: random.Random) -> Sequence[int]:
    """One sentence that does not answer, often the one that shares most words with the question; or all of them."""
    if rng.random() >= ALONE:
        return [place for place in others if not ask.sentences or rng.random() < 0.9] or others
    if rng.random() >= SIMILAR:
        return [rng.choice(others)]
    words = frozenset(_WORD.findall(ask.question.lower()))
    return [max(others, key=lambda place: len(words & frozenset(_WORD.findall(release.sentences[place].lower()))))]


def _passage(release: Written, ask: Ask, chosen: Sequence[int], headed: bool) -> Example:
    text, starts = release.body(chosen)
    front = f"{release.header}\n" if headed else ""
    right = ask.why not in ("partner", "date")
    best = next((place for place in ask.sentences if place in chosen), None)
    if best is None:
        return Example(ask.question, front + text, -1, -1, right)
    # Where the best sentence was cut off another may stand that gives the answer in other words: the whole of it.
    if len(ask.sentences) > LIST and ask.sentences[1] in chosen:
        best = ask.sentences[1]
    own = release.sentences[best]
    answer = ask.answer if ask.answer in own and best == ask.sentences[0] else own
    start = len(front) + starts[list(chosen).index(best)] + own.index(answer)
    return Example(ask.question, front + text, start, start + len(answer), True)


def whole(release: Written, ask: Ask) -> Example:
    """A question with the whole of its release, the header included: for measuring."""
    return _passage(release, ask, range(len(release.sentences)), headed=True)


def sentence(release: Written, ask: Ask, place: int) -> Example:
    """A question with one sentence of its release under the header: for measuring."""
    return _passage(release, ask, [place], headed=True)

"""Statements on the releases in `written/`, as examples for the reader and for the support model.

`statements.jsonl` holds sentences that a language model might write of a release: true ones in other words, and ones
that are changed in one point (a number, a name, a role, who did what, a denial, an addition, two facts mixed). The
reader reads a statement as it reads a question: "the answer is here" then means that the passage bears it out.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from store.types import LANGUAGES, Language
from training.data import Pair
from training.reader_data import NAME, Example
from training.written import Written, around, held_out

STATEMENTS = Path(__file__).with_name("statements.jsonl")
# Shares of a true statement's examples: with what bears it out, without it; the rest is another release.
BORNE, WITHOUT = 0.7, 0.2
EXACT, HEADED = 0.4, 0.85  # rates of a passage of just the sentences needed, and of a header in front
OWN, CHANGED, ADDED = 0.15, 0.25, 0.4  # of a release's own sentence; of a change to a true one; of these, a clause more
FITTING = (40, 320)  # characters of a parallel sentence
TRUE, ABSENT = 0.45, 0.12  # shares of parallel statements that the passage holds, and of which it holds nothing
ACROSS = 0.7


@dataclass(frozen=True)
class Said:
    """A statement on a release; `places` are the sentences that bear it out together, or that a false one is near to.

    `why` says what is wrong with a false one, and is "paraphrase" for a true one.
    """

    release: Written
    text: str
    language: Language
    supported: bool
    places: tuple[int, ...]
    why: str


def read_statements(releases: Sequence[Written], file: Path = STATEMENTS) -> list[Said]:
    """The statements on these releases."""
    known = {(one.file, one.number): one for one in releases}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Said(release, row["statement"], row["language"], row["supported"], tuple(row["sentences"]), row["why"])
        for row in rows
        if (release := known.get((row["file"], row["line"])))
    ]


def split_statements(said: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """Those to train the reader on, and those on releases that are held out of it."""
    return [one for one in said if not held_out(one.release)], [one for one in said if held_out(one.release)]


class StatementSet:
    """Draws examples: a statement with the sentences that bear it out, or with others that do not."""

    def __init__(self, said: Sequence[Said]) -> None:
        self._said = said

    def __len__(self) -> int:
        return len(self._said)

    def example(self, number: int, rng: random.Random) -> Example:
        """Statement `number` with one of the passages above."""
        said = self._said[number]
        if rng.random() < OWN:
            place = rng.randrange(len(said.release.sentences))
            own = said.release.sentences[place].removeprefix("- ")
            said = Said(said.release, own, said.release.language, True, (place,), "paraphrase")
        if said.supported and rng.random() < CHANGED:
            others = " ".join(text for n, text in enumerate(said.release.sentences) if n not in said.places)
            said = replace(said, text=changed(said.text, others, rng), supported=False)
        count = len(said.release.sentences)
        others = [place for place in range(count) if place not in said.places]
        draw, headed = rng.random(), rng.random() < HEADED
        if not said.supported or draw < BORNE or not others:
            first, last = min(said.places), max(said.places)
            chosen = list(said.places) if rng.random() < EXACT else around(first, last, count, rng)
            return passage(said, sorted({*chosen, *said.places}), headed)
        if draw < BORNE + WITHOUT:
            return passage(said, others, headed)
        other = rng.choice([one.release for one in self._said if one.release != said.release])
        text, _ = other.body(range(len(other.sentences)))
        return Example(said.text, f"{other.header}\n{text}" if headed else text, -1, -1, False)


class ParallelSet:
    """Draws a sentence and a passage that holds its translation, or that does not bear it out."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        low, high = FITTING
        self._by_source: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            if low <= len(pair.fr) <= high and low <= len(pair.en) <= high:
                self._by_source[pair.source].append(pair)

    def example(self, rng: random.Random) -> Example:
        """A pair's sentence with its translation among others, as it is or changed; or with others alone."""
        source = self._by_source[rng.choice(sorted(self._by_source))]
        own, *others = (rng.choice(source) for _ in range(rng.randint(2, 4)))
        spoken, read = rng.sample(LANGUAGES, 2) if rng.random() < ACROSS else [rng.choice(LANGUAGES)] * 2
        texts = [getattr(other, read) for other in others]
        statement, draw = getattr(own, spoken), rng.random()
        if draw < ABSENT:
            return Example(statement, " ".join(texts), -1, -1, False)
        place = rng.randrange(len(texts) + 1)
        texts.insert(place, getattr(own, read))
        whole = " ".join(texts)
        if draw >= ABSENT + TRUE:
            more = " ".join(getattr(other, spoken) for other in others)
            return Example(changed(statement, more, rng), whole, -1, -1, True)
        start = len(" ".join([*texts[:place], ""]))
        return Example(statement, whole, start, start + len(texts[place]), True)


def changed(text: str, others: str, rng: random.Random) -> str:
    """A true statement made false: a name or number becomes one of the other text, or a clause of that is added."""
    held = [name for name in dict.fromkeys(NAME.findall(text)) if len(name) > 1]
    rng.shuffle(held)
    if rng.random() >= ADDED:
        for old in held:
            fitting = [new for new in NAME.findall(others) if new not in text and new[0].isdigit() == old[0].isdigit()]
            if fitting:
                return text.replace(old, rng.choice(fitting))
    words = rng.choice([part for part in re.split(r"(?<=[.;!?])\s", others) if part.strip()] or [others]).split()
    clause = words[-rng.randint(3, 9) :]
    return f"{text.rstrip(' .')}{rng.choice((', ', ' '))}{' '.join(clause)}"


def passage(said: Said, chosen: Sequence[int], headed: bool) -> Example:
    """A statement with the chosen sentences of its release; the span is the first that bears it out."""
    text, starts = said.release.body(chosen)
    front = f"{said.release.header}\n" if headed else ""
    if not said.supported or not {*said.places} <= {*chosen}:
        return Example(said.text, front + text, -1, -1, True)
    start = len(front) + starts[list(chosen).index(said.places[0])]
    return Example(said.text, front + text, start, start + len(said.release.sentences[said.places[0]]), True)

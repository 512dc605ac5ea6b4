"""Question-passage examples for the reader: answerable, and unanswerable in ways that are hard."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from training.batches import CodeSwitch
from training.data import QuestionSet
from training.generate import Release, questions, release

QUESTION_TOKENS, TOKENS = 48, 256


@dataclass(frozen=True)
class Example:
    """A question, a passage, the answer's characters in it (-1, -1 without one), whether it is the right passage."""

    question: str
    passage: str
    start: int
    end: int
    right: bool

    @property
    def answered(self) -> bool:
        """Whether the passage holds the answer."""
        return self.start >= 0


@dataclass(frozen=True)
class Encoded:
    """Piece numbers and segments of [CLS] question [SEP] passage [SEP], and the answer's first and last token.

    `offsets` gives each token's characters in the passage, None outside it; an answer that was cut off is (-1, -1).
    """

    ids: list[int]
    segments: list[int]
    offsets: list[tuple[int, int] | None]
    start: int
    end: int


def encode(tokenizer: Tokenizer, example: Example) -> Encoded:
    """Tokens of an example; the question is cut at `QUESTION_TOKENS`, the whole at `TOKENS`."""
    asked = tokenizer.encode(example.question).ids
    asked = asked if len(asked) <= QUESTION_TOKENS else [*asked[: QUESTION_TOKENS - 1], asked[-1]]
    read = tokenizer.encode(example.passage, add_special_tokens=False)
    room = TOKENS - len(asked) - 1
    places = read.offsets[:room]
    start = end = -1
    if example.answered:
        inside = [i for i, (low, high) in enumerate(places) if low < example.end and high > example.start]
        if inside and places[inside[-1]][1] >= example.end:
            start, end = inside[0] + len(asked), inside[-1] + len(asked)
    return Encoded(
        [*asked, *read.ids[:room], asked[-1]],
        [0] * len(asked) + [1] * (len(places) + 1),
        [*[None] * len(asked), *places, None],
        start,
        end,
    )


class ReadingSet:
    """Examples from a question set: the right paragraph, or another of the same article."""

    def __init__(self, source: QuestionSet, switch: CodeSwitch | None = None, other_language: str = "en") -> None:
        self._source, self._switch, self._other_language = source, switch, other_language
        self._article: dict[int, list[int]] = defaultdict(list)
        for paragraph, article in enumerate(source.articles):
            self._article[article].append(paragraph)

    def __len__(self) -> int:
        return len(self._source.questions)

    def example(self, number: int, rng: random.Random, wrong: float = 0.35, switched: float = 0.4) -> Example:
        """Question `number`, with a wrong paragraph of its article or a code-switched question at these rates."""
        question = self._source.questions[number]
        text = question.text
        if self._switch and rng.random() < switched:
            text = self._switch(text, self._other_language, rng.uniform(0.5, 1), rng)
        siblings = [p for p in self._article[self._source.articles[question.paragraph]] if p != question.paragraph]
        answers = {a.lower() for a, _ in question.answers}
        siblings = [p for p in siblings if not any(a in self._source.paragraphs[p].lower() for a in answers)]
        if siblings and rng.random() < wrong:
            return Example(text, self._source.paragraphs[rng.choice(siblings)], -1, -1, False)
        answer, start = question.answers[0]
        return Example(text, self._source.paragraphs[question.paragraph], start, start + len(answer), True)


def passage_of(made: Release, language: str, header: bool) -> tuple[str, int]:
    """A release's text, with its title and date in front when asked, and the header's length in characters."""
    text = made.texts[language]
    front = f"{text.title} — {made.slots[language]['date']}\n" if header and "date" in made.stated else ""
    return front + text.body, len(front)


def release_examples(seed: int, first: int, count: int) -> list[Example]:
    """Examples in all four directions from generated releases `first` … `first + count - 1` of a seed."""
    rng = random.Random(f"examples-{seed}-{first}")
    made = [release(seed, first + n) for n in range(count)]
    examples = []
    for n, own in enumerate(made):
        for asked in questions(own, made[n - 1], seed):
            passage, shift = passage_of(own, asked.passage_language, asked.kind != "date" and rng.random() < 0.5)
            place = (asked.start + shift, asked.end + shift) if asked.start >= 0 else (-1, -1)
            examples.append(Example(asked.question, passage, *place, asked.why != "swapped"))
    return examples


def even_mix(source: QuestionSet, seed: int) -> list[Example]:
    """Every question with its own paragraph, and again with another of the same article that lacks the answer."""
    rng, reading = random.Random(seed), ReadingSet(source)
    kept: list[Example] = []
    for number in range(len(reading)):
        wrong = reading.example(number, rng, wrong=1.0)
        if not wrong.answered:
            kept += [reading.example(number, rng, wrong=0.0), wrong]
    return kept


def drawn(examples: Sequence[Example], rng: random.Random, count: int) -> list[Example]:
    """`count` examples drawn with the given generator."""
    return [examples[rng.randrange(len(examples))] for _ in range(count)]

"""Question-passage examples for the reader: answerable, and unanswerable in ways that are hard."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tokenizers import Tokenizer

from training.batches import CodeSwitch
from training.data import QuestionSet, Section
from training.generate import Release, questions, release

QUESTION_TOKENS, TOKENS = 48, 256
# Shares of a question set's examples in training; the rest has its answer. Then the rates of further changes.
WRONG_PARAGRAPH, WITHOUT_ANSWER, SWAPPED_NAME = 0.14, 0.20, 0.18
MOST_SIMILAR, SWITCHED, CROPPED = 0.5, 0.4, 0.6
SECTION_CHARACTERS = 700
_WORD = re.compile(r"\w{3,}")
# A name inside a sentence, whose first word would be in capitals anyway; or a number.
NAME = re.compile(r"(?<=[a-zà-ÿ,;(][ ’'])[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*|(?<=[a-zà-ÿ] )\d[\d.,]*\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])[»”\"]?\s+(?=[«“\"A-ZÀ-Þ\d])|\n+")


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
    """Examples from a question set: the right paragraph, or one that is wrong in a way that is hard.

    Three ways: another paragraph of the same article (half of the time the one that shares most words with the
    question); the right paragraph without the sentence that answers, so that everything is right but the detail; and
    the question with a name, a year or a number in it swapped for another. `switch` code-switches questions into the
    other language and, at the rate `passages`, passages: there is little French text with questions.
    """

    def __init__(
        self,
        source: QuestionSet,
        switch: CodeSwitch | None = None,
        other_language: str = "en",
        passages: float = 0.0,
    ) -> None:
        self._source, self._switch, self._other_language = source, switch, other_language
        self._passages = passages
        self._article: dict[int, list[int]] = defaultdict(list)
        for paragraph, article in enumerate(source.articles):
            self._article[article].append(paragraph)
        self._sentences = [sentences(text) for text in source.paragraphs]
        self._words = [frozenset(_WORD.findall(text.lower())) for text in source.paragraphs]
        self._names = [list(dict.fromkeys(NAME.findall(text))) for text in source.paragraphs]

    def __len__(self) -> int:
        return len(self._source.questions)

    def example(self, number: int, rng: random.Random) -> Example:
        """Question `number` for training: any of the ways above, or answered; code-switched, cropped at rates."""
        draw, made = rng.random(), None
        if draw < WRONG_PARAGRAPH:
            made = self.wrong(number, rng)
        elif draw < WRONG_PARAGRAPH + WITHOUT_ANSWER:
            made = self._without_answer(number)
        elif draw < WRONG_PARAGRAPH + WITHOUT_ANSWER + SWAPPED_NAME:
            made = self._swapped(number, rng)
        made = self._cropped(made or self.right(number), rng)
        if self._switch and rng.random() < SWITCHED:
            text = self._switch(made.question, self._other_language, rng.uniform(0.5, 1), rng)
            made = replace(made, question=text)
        return self._switched_passage(made, rng) if rng.random() < self._passages else made

    def _switched_passage(self, example: Example, rng: random.Random) -> Example:
        """The passage word by word in the other language, the answer's place kept."""
        if not self._switch:
            return example
        rate, (low, high) = rng.uniform(0.4, 1), (max(0, example.start), max(0, example.end))
        before, answer, after = (
            self._switch(part, self._other_language, rate, rng)
            for part in (example.passage[:low], example.passage[low:high], example.passage[high:])
        )
        place = (len(before), len(before) + len(answer)) if example.answered else (-1, -1)
        return replace(example, passage=before + answer + after, start=place[0], end=place[1])

    def right(self, number: int) -> Example:
        """The question with its paragraph and its answer; of several places, the one in the likeliest sentence."""
        asked = self._source.questions[number]
        passage = self._source.paragraphs[asked.paragraph]
        answer, start = asked.answers[0]
        if passage.count(answer) > 1:
            words = frozenset(_WORD.findall(asked.text.lower()))
            places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", passage)]
            near = {place: self._around(asked.paragraph, place) for place in places}
            start = max(places, key=lambda place: (len(words & near[place]), place == start), default=start)
        return Example(asked.text, passage, start, start + len(answer), True)

    def wrong(self, number: int, rng: random.Random, similar: float = MOST_SIMILAR) -> Example | None:
        """The question with another paragraph of its article that does not hold the answer; None without one."""
        asked = self._source.questions[number]
        answers = {a.lower() for a, _ in asked.answers}
        siblings = [
            p
            for p in self._article[self._source.articles[asked.paragraph]]
            if p != asked.paragraph and not any(a in self._source.paragraphs[p].lower() for a in answers)
        ]
        if not siblings:
            return None
        chosen = rng.choice(siblings)
        if rng.random() < similar:
            words = frozenset(_WORD.findall(asked.text.lower()))
            chosen = max(siblings, key=lambda p: (len(words & self._words[p]), -p))
        return Example(asked.text, self._source.paragraphs[chosen], -1, -1, False)

    def _without_answer(self, number: int) -> Example | None:
        own = self.right(number)
        paragraph = self._source.questions[number].paragraph
        left = [s for s in self._sentences[paragraph] if not (s[0] < own.end and own.start < s[1])]
        passage = " ".join(own.passage[low:high] for low, high in left)
        if not passage or own.passage[own.start : own.end].lower() in passage.lower():
            return None
        return Example(own.question, passage, -1, -1, True)

    def _swapped(self, number: int, rng: random.Random) -> Example | None:
        asked = self._source.questions[number]
        passage = self._source.paragraphs[asked.paragraph]
        held = [n for n in NAME.findall(asked.text) if n in passage]
        if not held:
            return None
        old = rng.choice(held)
        article = self._article[self._source.articles[asked.paragraph]]
        others = [
            name
            for p in rng.sample(article, min(len(article), 6))
            for name in self._names[p]
            if name not in passage and name[0].isdigit() == old[0].isdigit() and len(name) > 2
        ]
        if not others:
            return None
        return Example(asked.text.replace(old, rng.choice(others)), passage, -1, -1, False)

    def _cropped(self, example: Example, rng: random.Random) -> Example:
        """At a rate, a run of sentences of the passage with the answer in it: as short as the product's passages."""
        parts = sentences(example.passage)
        if len(parts) < 3 or rng.random() > CROPPED:
            return example
        first = last = rng.randrange(len(parts))
        if example.answered:
            within = [i for i, (low, high) in enumerate(parts) if low < example.end and example.start < high]
            first, last = within[0], within[-1]
        most = rng.randint(150, 600)
        while (first > 0 or last < len(parts) - 1) and parts[last][1] - parts[first][0] < most:
            if first > 0 and (last == len(parts) - 1 or rng.random() < 0.5):
                first -= 1
            else:
                last += 1
        low, high = parts[first][0], parts[last][1]
        shift = low if example.answered else 0
        return replace(example, passage=example.passage[low:high], start=example.start - shift, end=example.end - shift)

    def _around(self, paragraph: int, place: int) -> frozenset[str]:
        text = self._source.paragraphs[paragraph]
        low, high = next((s for s in self._sentences[paragraph] if s[0] <= place < s[1]), (0, len(text)))
        return frozenset(_WORD.findall(text[low:high].lower()))


def sentences(text: str) -> list[tuple[int, int]]:
    """Rough sentences, as (start, end)."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    starts = [0, *ends]
    return [(low, high) for low, high in zip(starts, [*ends, len(text)], strict=True) if text[low:high].strip()]


class SectionSet:
    """Titles and texts of laws' sections in both languages: which passage a question is about, and nothing else."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._by_law: dict[str, list[Section]] = defaultdict(list)
        for section in sections:
            self._by_law[section.doc].append(section)
        self._laws = sorted(doc for doc, own in self._by_law.items() if len(own) > 1)

    def example(self, rng: random.Random) -> Example:
        """A title with its text or with another section's of the same law, each in either language."""
        section, other = rng.sample(self._by_law[rng.choice(self._laws)], 2)
        right = rng.random() < 0.5 or section.en_title == other.en_title
        read = section if right else other
        title = rng.choice((section.en_title, section.fr_title))
        return Example(title, rng.choice((read.en_text, read.fr_text))[:SECTION_CHARACTERS], -1, -1, right)


def passage_of(made: Release, language: str, header: bool) -> tuple[str, int]:
    """A release's text, with its title and date in front when asked, and the header's length in characters."""
    text = made.texts[language]
    front = f"{text.title} | {made.day}\n" if header and "date" in made.stated else f"{text.title}\n" if header else ""
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
        wrong = reading.wrong(number, rng, similar=0.0)
        if wrong:
            kept += [reading.right(number), wrong]
    return kept


def drawn(examples: Sequence[Example], rng: random.Random, count: int) -> list[Example]:
    """`count` examples drawn with the given generator."""
    return [examples[rng.randrange(len(examples))] for _ in range(count)]

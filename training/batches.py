"""Draws the training batches: sentence pairs, sections of laws, and questions with their paragraphs.

Every batch is a function of (seed, step) alone, so that a resumed run sees what an unbroken one sees.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from training.data import QuestionSet, fold
from training.dictionary import EN_STOP, FR_STOP
from training.teacher import TrainingTexts

PAIR_SHARES = {"tatoeba": 0.44, "laws": 0.28, "pydocs": 0.14, "cds": 0.14}
STEP_SHARES = {"pairs": 0.46, "sections": 0.20, "squad": 0.20, "piaf": 0.14}
PAIR_TOKENS = 4096
PAIR_POOL = 3072
SECTIONS = 32
QUESTIONS = 48
SHORT, SECTION, PASSAGE = 64, 128, 160

Rows = list[list[int]]
Tokenize = Callable[[Sequence[str], int], Rows]
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Batch:
    """Tokenized texts by role (`en`, `fr`, `en_title`, …) and the teacher's vectors by role, (rows, 384)."""

    kind: str
    texts: dict[str, Rows]
    targets: dict[str, np.ndarray] = field(default_factory=dict)


class CodeSwitch:
    """Replaces words by translations of the counted dictionary, to bridge the languages word by word."""

    def __init__(self, dictionary: Sequence[tuple[str, str, float]], least: float = 0.2) -> None:
        self._to: dict[str, dict[str, list[tuple[str, float]]]] = {
            "en": defaultdict(list),
            "fr": defaultdict(list),
        }
        for french, english, score in dictionary:
            if score < least or len(french) < 3 or len(english) < 3 or french == english:
                continue
            if french not in FR_STOP and english not in EN_STOP:
                self._to["fr"][english].append((french, score))
                self._to["en"][french].append((english, score))

    def __call__(self, text: str, target: str, rate: float, rng: random.Random) -> str:
        """`text` with each known word replaced, at the given rate, by a word of the target language."""
        table = self._to[target]

        def swap(match: re.Match[str]) -> str:
            options = table.get(fold(match[0]))
            if not options or rng.random() > rate:
                return match[0]
            words, scores = zip(*options[:2], strict=True)
            return rng.choices(words, scores)[0]

        return _WORD.sub(swap, text)


class Batches:
    """All training texts, tokenized once, and the rules by which a step's batch is drawn."""

    def __init__(
        self,
        texts: TrainingTexts,
        teacher: dict[str, np.ndarray],
        tokenize: Tokenize,
        switch: CodeSwitch,
        seed: int,
        step_shares: dict[str, float] = STEP_SHARES,
    ) -> None:
        self._texts, self._teacher, self._tokenize, self._switch = texts, teacher, tokenize, switch
        self._seed, self._step_shares = seed, step_shares
        self._en = tokenize([p.en for p in texts.pairs], SHORT)
        self._fr = tokenize([p.fr for p in texts.pairs], SHORT)
        self._by_source: dict[str, list[int]] = defaultdict(list)
        for i, pair in enumerate(texts.pairs):
            self._by_source[pair.source].append(i)
        self._by_law: dict[str, list[int]] = defaultdict(list)
        for i, section in enumerate(texts.sections):
            self._by_law[section.doc].append(i)
        self._laws = sorted(self._by_law)
        self._pool: list[list[int]] = []
        self._questions = {name: _by_article(s) for name, s in (("squad", texts.squad), ("piaf", texts.piaf))}

    def draw(self, step: int) -> Batch:
        """The batch of a step."""
        rng = random.Random(f"{self._seed}-{step}")
        kind = rng.choices(list(self._step_shares), list(self._step_shares.values()))[0]
        if kind == "pairs":
            return self._draw_pairs(rng)
        if kind == "sections":
            return self._draw_sections(rng)
        return self._draw_questions(kind, rng)

    def _draw_pairs(self, rng: random.Random) -> Batch:
        """Pairs of like length: a random window of a random pool that is sorted by length."""
        sources = rng.choices(list(PAIR_SHARES), list(PAIR_SHARES.values()), k=PAIR_POOL)
        pool = sorted({rng.choice(self._by_source[s]) for s in sources}, key=lambda i: (len(self._fr[i]), i))
        centre = rng.randrange(len(pool))
        low = high = centre
        while (high - low + 1) * len(self._fr[pool[high]]) < PAIR_TOKENS and (low > 0 or high < len(pool) - 1):
            low, high = max(0, low - 1), min(len(pool) - 1, high + 1)
        chosen: list[int] = []
        seen: set[str] = set()
        for i in pool[low : high + 1]:
            pair = self._texts.pairs[i]
            keys = {fold(pair.en), fold(pair.fr)}
            if not keys & seen:
                seen |= keys
                chosen.append(i)
        return Batch(
            "pairs",
            {"en": [self._en[i] for i in chosen], "fr": [self._fr[i] for i in chosen]},
            {"en": self._teacher["pairs"][chosen], "fr": self._teacher["pairs"][chosen]},
        )

    def _draw_sections(self, rng: random.Random) -> Batch:
        """Sections of a few laws, so that the others of the same law are hard negatives; titles differ."""
        chosen: list[int] = []
        seen: set[str] = set()
        while len(chosen) < SECTIONS:
            law = self._by_law[self._laws[rng.randrange(len(self._laws))]]
            for i in rng.sample(law, min(len(law), rng.randint(2, 8))):
                section = self._texts.sections[i]
                keys = {fold(section.en_title), fold(section.fr_title)}
                if not keys & seen and len(chosen) < SECTIONS:
                    seen |= keys
                    chosen.append(i)
        sections = [self._texts.sections[i] for i in chosen]
        titles, texts = self._teacher["section_titles"][chosen], self._teacher["section_texts"][chosen]
        return Batch(
            "sections",
            {
                "en_title": self._tokenize([s.en_title for s in sections], SHORT),
                "fr_title": self._tokenize([s.fr_title for s in sections], SHORT),
                "en_text": self._tokenize([s.en_text for s in sections], SECTION),
                "fr_text": self._tokenize([s.fr_text for s in sections], SECTION),
            },
            {"en_title": titles, "fr_title": titles, "en_text": texts, "fr_text": texts},
        )

    def _draw_questions(self, name: str, rng: random.Random) -> Batch:
        """One question for each of `QUESTIONS` paragraphs of a few articles; some are code-switched."""
        source = self._texts.squad if name == "squad" else self._texts.piaf
        articles = self._questions[name]
        chosen: dict[int, int] = {}
        while len(chosen) < QUESTIONS:
            article = articles[rng.randrange(len(articles))]
            for paragraph in rng.sample(sorted(article), min(len(article), 6)):
                if len(chosen) < QUESTIONS:
                    chosen.setdefault(paragraph, rng.choice(article[paragraph]))
        other = "fr" if name == "squad" else "en"
        asked, read = [], []
        for paragraph, question in chosen.items():
            draw = rng.random()
            text, passage = source.questions[question].text, source.paragraphs[paragraph]
            if draw < 0.35:
                text = self._switch(text, other, rng.uniform(0.5, 1), rng)
            elif draw < 0.55:
                passage = self._switch(passage, other, rng.uniform(0.4, 1), rng)
            asked.append(text)
            read.append(passage)
        targets = {"passage": self._teacher["squad_paragraphs"][list(chosen)]} if name == "squad" else {}
        return Batch(
            name,
            {"question": self._tokenize(asked, SHORT), "passage": self._tokenize(read, PASSAGE)},
            targets,
        )


def _by_article(source: QuestionSet) -> list[dict[int, list[int]]]:
    """For each article, its paragraphs with their questions."""
    articles: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, question in enumerate(source.questions):
        articles[source.articles[question.paragraph]][question.paragraph].append(number)
    return [dict(articles[a]) for a in sorted(articles)]

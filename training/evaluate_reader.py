"""Measures a reader on the bars: spans on SQuAD and PIAF dev, refusal, and releases across languages.

Run: `python -m training.evaluate_reader ENCODER READER.pt`
"""

from __future__ import annotations

import argparse
import re
import string
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training.data import DEFAULT_DATA, QuestionSet, read_questions
from training.generate import questions, release
from training.model import default_device
from training.reader_data import Example, even_mix, passage_of
from training.reader_model import Reader, Reading, read

_ARTICLES = re.compile(r"\b(a|an|the|le|la|les|l|un|une|des|du|de|d)\b")
HELD_OUT_SEED, HELD_OUT = 90_001, 150


def normalised(text: str) -> str:
    """SQuAD's answer normalisation, with French articles too."""
    text = "".join(" " if c in string.punctuation + "’«»" else c for c in text.lower())
    return " ".join(_ARTICLES.sub(" ", text).split())


def f1(found: str, answers: Sequence[str]) -> float:
    """The best token F1 of an answer against the gold answers."""
    best = 0.0
    for answer in answers:
        a, b = normalised(found).split(), normalised(answer).split()
        same = (Counter(a) & Counter(b)).total()
        best = max(best, 2 * same / (len(a) + len(b)) if same else float(a == b))
    return best


def area(positive: np.ndarray, negative: np.ndarray) -> float:
    """Area under the ROC curve of scores (n,) and (m,): the chance that a positive one is higher."""
    ordered = np.argsort(np.argsort(np.concatenate([positive, negative]))) + 1
    n, m = len(positive), len(negative)
    return float((ordered[:n].sum() - n * (n + 1) / 2) / (n * m))


def spans(reader: Reader, source: QuestionSet) -> tuple[float, float]:
    """Exact match and F1 in percent, each question with its own paragraph."""
    examples = [Example(q.text, source.paragraphs[q.paragraph], -1, -1, True) for q in source.questions]
    exact = total = 0.0
    for question, example, found in zip(source.questions, examples, read(reader, examples), strict=True):
        text = example.passage[found.start : found.end]
        answers = [a for a, _ in question.answers]
        exact += normalised(text) in {normalised(a) for a in answers}
        total += f1(text, answers)
    return 100 * exact / len(examples), 100 * total / len(examples)


def refusal(reader: Reader, examples: Sequence[Example]) -> float:
    """AUC of the answer logit between answerable and unanswerable examples."""
    found: list[Reading] = read(reader, examples)
    scores = np.array([r.answer for r in found])
    answered = np.array([e.answered for e in examples])
    return area(scores[answered], scores[~answered])


def report(reader: Reader, data: Path, limit: int | None = None) -> None:
    """Prints every figure; `limit` keeps the first questions of each set only."""
    for name in ("squad", "piaf"):
        dev = read_questions(data, name, "dev")
        dev = QuestionSet(dev.paragraphs, dev.articles, dev.questions[:limit])
        exact, score = spans(reader, dev)
        print(
            f"{name} dev: exact match {exact:.1f}, F1 {score:.1f}, refusal AUC {refusal(reader, even_mix(dev, 5)):.3f}",
            flush=True,
        )
    made = [release(HELD_OUT_SEED, n) for n in range(HELD_OUT)]
    asked = [q for n, own in enumerate(made) for q in questions(own, made[n - 1], HELD_OUT_SEED)]
    examples = [
        Example(
            q.question, passage_of(made[q.release], q.passage_language, False)[0], q.start, q.end, q.why != "swapped"
        )
        for q in asked
    ]
    found = read(reader, examples)
    for question_language in ("fr", "en"):
        for passage_language in ("fr", "en"):
            rows = [
                (q, e, r)
                for q, e, r in zip(asked, examples, found, strict=True)
                if (q.question_language, q.passage_language) == (question_language, passage_language)
            ]
            right = [
                f1(e.passage[r.start : r.end], [e.passage[e.start : e.end]]) >= 0.8 for _, e, r in rows if e.answered
            ]
            yes = np.array([r.answer for _, e, r in rows if e.answered])
            for why in ("unstated", "swapped"):
                no = np.array([r.answer for q, _, r in rows if q.why == why])
                print(
                    f"releases {question_language}>{passage_language}: right span {np.mean(right):.3f}, "
                    f"AUC against {why} {area(yes, no):.3f}",
                    flush=True,
                )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    reader = Reader(args.encoder).to(default_device())
    reader.load_state_dict(torch.load(args.weights, map_location=default_device()))
    report(reader, args.data, args.limit)


if __name__ == "__main__":
    main()

"""Measures a reader on the bars: spans on SQuAD and PIAF dev, refusal, releases across languages, near misses.

Run: `python -m training.evaluate_reader assistant/models/reader` for the weights that ship, one passage at a time;
`python -m training.evaluate_reader RUN/final --weights READER.pt` for trained ones.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch

from assistant.reader import OnnxReader
from store.types import Span
from training.data import DEFAULT_DATA, QuestionSet, read_questions
from training.generate import LANGUAGES, questions, release
from training.model import default_device
from training.reader_data import Example, even_mix, passage_of
from training.reader_model import Reader, Reading
from training.reader_model import read as read_all
from training.statements import passage, read_statements, split_statements
from training.written import asked_of_both, read_written, sentence, split, whole

_ARTICLES = re.compile(r"\b(a|an|the|le|la|les|l|un|une|des|du|de|d)\b")
HELD_OUT_SEED, HELD_OUT = 90_001, 150
RIGHT = 0.8  # token F1 from which on a span counts as right
NEAR_MISSES = Path(__file__).with_name("near_misses.jsonl")


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


Read = Callable[[Sequence[Example]], list[Reading]]


def spans(read: Read, source: QuestionSet) -> tuple[float, float]:
    """Exact match and F1 in percent, each question with its own paragraph."""
    examples = [Example(q.text, source.paragraphs[q.paragraph], -1, -1, True) for q in source.questions]
    exact = total = 0.0
    for question, example, found in zip(source.questions, examples, read(examples), strict=True):
        text = example.passage[found.start : found.end]
        answers = [a for a, _ in question.answers]
        exact += normalised(text) in {normalised(a) for a in answers}
        total += f1(text, answers)
    return 100 * exact / len(examples), 100 * total / len(examples)


def refusal(read: Read, examples: Sequence[Example]) -> float:
    """AUC of the answer logit between answerable and unanswerable examples."""
    scores = np.array([r.answer for r in read(examples)])
    answered = np.array([e.answered for e in examples])
    return area(scores[answered], scores[~answered])


def report_sets(read: Read, data: Path, limit: int | None) -> None:
    """Spans and refusal on the dev files; `limit` draws that many of each set's questions."""
    for name in ("squad", "piaf"):
        dev = read_questions(data, name, "dev")
        if limit and limit < len(dev.questions):
            dev = replace(dev, questions=tuple(random.Random(4).sample(dev.questions, limit)))
        exact, score = spans(read, dev)
        auc = refusal(read, even_mix(dev, 5))
        print(f"{name} dev ({len(dev.questions)}): exact match {exact:.1f}, F1 {score:.1f}, AUC {auc:.3f}", flush=True)


def report_releases(read: Read, count: int) -> None:
    """Right spans and refusal on generated releases that training has not seen, by direction."""
    made = [release(HELD_OUT_SEED, n) for n in range(count)]
    asked = [q for n, own in enumerate(made) for q in questions(own, made[n - 1], HELD_OUT_SEED)]
    examples = [
        Example(q.question, passage_of(made[q.release], q.passage_language, False)[0], q.start, q.end, True)
        for q in asked
    ]
    found = read(examples)
    for direction in itertools.product(LANGUAGES, LANGUAGES):
        rows = [
            (q, e, r)
            for q, e, r in zip(asked, examples, found, strict=True)
            if (q.question_language, q.passage_language) == direction
        ]
        right = [
            f1(e.passage[r.start : r.end], [e.passage[e.start : e.end]]) >= RIGHT for _, e, r in rows if e.answered
        ]
        yes = np.array([r.answer for _, e, r in rows if e.answered])
        against = [
            f"AUC against {why} {area(yes, np.array([r.answer for q, _, r in rows if q.why == why])):.3f}"
            for why in ("unstated", "swapped")
        ]
        print(f"releases {'>'.join(direction)}: right span {np.mean(right):.3f}, {', '.join(against)}", flush=True)


def report_near_misses(read: Read) -> None:
    """The hand-written set: AUC of the answer logit in all, by direction and by what is missing; spans too."""
    rows = [json.loads(line) for line in NEAR_MISSES.read_text(encoding="utf-8").splitlines()]
    found = read([Example(row["question"], row["passage"], -1, -1, True) for row in rows])

    def scores(why: Sequence[str], direction: str = "") -> np.ndarray:
        return np.array(
            [
                reading.answer
                for row, reading in zip(rows, found, strict=True)
                if row["why"] in why and direction in ("", f"{row['question_language']}>{row['passage_language']}")
            ]
        )

    missing = sorted({row["why"] for row in rows} - {"answered"})
    print(f"near misses ({len(rows)}): AUC {area(scores(['answered']), scores(missing)):.3f}", end="; ")
    directions = [f"{asked}>{read_in}" for asked, read_in in itertools.product(LANGUAGES, LANGUAGES)]
    print(*(f"{d} {area(scores(['answered'], d), scores(missing, d)):.3f}" for d in directions), sep=", ", end="; ")
    print(*(f"{why} {area(scores(['answered']), scores([why])):.3f}" for why in missing), sep=", ", end="; ")
    held = [
        f1(row["passage"][reading.start : reading.end], [row["answer"]])
        for row, reading in zip(rows, found, strict=True)
        if row["answer"]
    ]
    print(f"F1 {100 * np.mean(held):.1f}", flush=True)


def report_written(read: Read, limit: int | None) -> None:
    """Held-out releases written by hand, whole: AUC of the answer logit, right spans; and of their sentences one by
    one, whether the one that answers has the highest answer logit. `limit` draws that many of the questions.
    """
    rows = [(release, ask) for release in split(read_written())[1] for ask in release.asks]
    rows = random.Random(4).sample(rows, limit) if limit and limit < len(rows) else rows
    found = read([whole(release, ask) for release, ask in rows])
    for direction in itertools.product(LANGUAGES, LANGUAGES):
        own = [
            (ask, whole(release, ask), reading)
            for (release, ask), reading in zip(rows, found, strict=True)
            if (ask.language, release.language) == direction
        ]
        yes = np.array([reading.answer for ask, _, reading in own if ask.sentences])
        missing = np.array([reading.answer for ask, _, reading in own if not ask.sentences])
        score = np.mean(
            [f1(e.passage[r.start : r.end], [e.passage[e.start : e.end]]) for ask, e, r in own if ask.sentences]
        )
        print(
            f"written {'>'.join(direction)} ({len(own)}): AUC {area(yes, missing):.3f}, F1 {100 * score:.1f}",
            flush=True,
        )
    every = np.array([reading.answer for (_, ask), reading in zip(rows, found, strict=True) if ask.sentences])
    against = {
        why: np.array([reading.answer for (_, ask), reading in zip(rows, found, strict=True) if ask.why == why])
        for why in sorted({ask.why for _, ask in rows} - {"answered"})
    }
    print("written by what is wrong: AUC", *(f"{why} {area(every, scores):.3f}" for why, scores in against.items()))
    answered = [(release, ask) for release, ask in rows if ask.sentences]
    alone = [[sentence(release, ask, n) for n in range(len(release.sentences))] for release, ask in answered]
    logits = iter([reading.answer for reading in read([one for many in alone for one in many])])
    firsts = [int(np.argmax([next(logits) for _ in many])) for many in alone]
    right = np.mean([first in ask.sentences for first, (_, ask) in zip(firsts, answered, strict=True)])
    print(f"written, sentences one by one: the right one first {right:.3f} of {len(answered)}", flush=True)


def report_siblings(read: Read, limit: int | None) -> None:
    """Held-out siblings, sentence by sentence, with the choice of none at a logit of 0: how many questions are settled
    as they should be, and how many for both siblings (contrast sets: Gardner et al., "Evaluating Models' Local Decision
    Boundaries via Contrast Sets", 2020).
    """
    same = asked_of_both(split(read_written())[1])
    same = random.Random(4).sample(same, limit) if limit and limit < len(same) else same
    lists = [
        [sentence(release, ask, n) for n in range(len(release.sentences))] for both in same for release, ask in both
    ]
    logits = iter([reading.answer for reading in read([one for many in lists for one in many])])
    settled = []
    for (_, ask), many in zip([one for both in same for one in both], lists, strict=True):
        own = [next(logits) for _ in many]
        settled.append(int(np.argmax(own)) in ask.sentences if max(own) > 0 else not ask.sentences)
    pairs = np.array(settled).reshape(-1, 2)
    print(
        f"siblings ({len(pairs)} questions): right {pairs.mean():.3f}, for both {pairs.all(axis=1).mean():.3f}",
        flush=True,
    )


def report_statements(read: Read) -> None:
    """Statements on held-out releases, each with the whole of its release: AUC of the answer logit."""
    said = split_statements(read_statements(read_written()))[1]
    found = read([passage(one, range(len(one.release.sentences)), headed=True) for one in said])
    scores = {
        why: np.array([reading.answer for one, reading in zip(said, found, strict=True) if one.why == why])
        for why in sorted({one.why for one in said})
    }
    true = scores.pop("paraphrase")
    print(f"statements ({len(said)}): AUC {area(true, np.concatenate([*scores.values()])):.3f}", end="; ")
    print(*(f"{why} {area(true, own):.3f}" for why, own in scores.items()), sep=", ", flush=True)


def report(read: Read, data: Path, limit: int | None = None) -> None:
    """Prints every figure; with `limit` on fewer questions and releases."""
    report_sets(read, data, limit)
    report_releases(read, min(HELD_OUT, limit // 10) if limit else HELD_OUT)
    report_near_misses(read)
    report_written(read, limit)
    report_siblings(read, limit)
    report_statements(read)


def shipped(folder: Path) -> Read:
    """Reads as the product does, with exported weights."""
    reader = OnnxReader(folder)

    def one(example: Example) -> Reading:
        found = reader.read(example.question, "", example.passage, Span(0, len(example.passage)))
        span, score = found.best()
        return Reading(span.start, span.end, score, found.answer, found.relevance)

    return lambda examples: [one(example) for example in examples]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="an exported reader, or an encoder with --weights")
    parser.add_argument("--weights", type=Path, help="a trained reader.pt on that encoder")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--limit", type=int, help="at most so many questions of each set")
    args = parser.parse_args()
    if args.weights:
        device = default_device()
        reader = Reader(args.folder).to(device)
        reader.load_state_dict(torch.load(args.weights, map_location=device))
        report(partial(read_all, reader), args.data, args.limit)
    else:
        report(shipped(args.folder), args.data, args.limit)


if __name__ == "__main__":
    main()

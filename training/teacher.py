"""Computes the frozen teacher's vectors once: the base model on every English text of training.

Run: `python -m training.teacher --cache CACHE`; writes float16 arrays (texts, 384) to CACHE, one file
per kind of text, in the order of `training_texts`. A file that exists is kept.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.data import (
    DEFAULT_DATA,
    Pair,
    QuestionSet,
    Section,
    by_source,
    read_pairs,
    read_questions,
    read_sections,
    split_pairs,
)
from training.model import Encoder, base_folder, default_device, embed

LAWS_PAIRS = 120_000
LONGEST_PAIR = 60


@dataclass(frozen=True)
class TrainingTexts:
    """Everything the encoder is trained on; the teacher's arrays follow these orders."""

    pairs: list[Pair]
    sections: list[Section]
    squad: QuestionSet
    piaf: QuestionSet


def training_texts(data: Path) -> TrainingTexts:
    """Training pairs (all but law, of which a sample; at most 60 words a side), sections and questions."""
    train, _ = split_pairs(read_pairs(data))
    groups = by_source([p for p in train if max(len(p.en.split()), len(p.fr.split())) <= LONGEST_PAIR])
    groups["laws"] = random.Random(11).sample(groups["laws"], LAWS_PAIRS)
    pairs = [pair for source in sorted(groups) for pair in groups[source]]
    return TrainingTexts(
        pairs,
        read_sections(data, "train"),
        read_questions(data, "squad", "train"),
        read_questions(data, "piaf", "train"),
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--cache", type=Path, required=True)
    args = parser.parse_args()
    args.cache.mkdir(parents=True, exist_ok=True)
    texts = training_texts(args.data)
    encoder = Encoder(base_folder(), attention="sdpa").to(default_device())
    wanted = {
        "pairs": ([p.en for p in texts.pairs], 96),
        "section_titles": ([s.en_title for s in texts.sections], 96),
        "squad_paragraphs": (list(texts.squad.paragraphs), 200),
        "section_texts": ([s.en_text for s in texts.sections], 200),
    }
    for name, (rows, max_length) in wanted.items():
        path = args.cache / f"{name}.npy"
        if path.exists():
            continue
        start = time.monotonic()
        np.save(path, embed(encoder, rows, max_length, tokens=4096).astype(np.float16))
        print(f"{name}: {len(rows)} texts in {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()

"""The dev sets of the bars as retrieval tasks, and hit rates over vectors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.data import read_pairs, read_questions, read_sections, split_pairs


@dataclass(frozen=True)
class Task:
    """Queries, the texts to find, and for each query the number of its right text."""

    name: str
    queries: tuple[str, ...]
    texts: tuple[str, ...]
    right: tuple[int, ...]


def question_task(data: Path, name: str) -> Task:
    """Questions of a dev set among all of its paragraphs."""
    dev = read_questions(data, name, "dev")
    return Task(
        f"{name} dev",
        tuple(q.text for q in dev.questions),
        dev.paragraphs,
        tuple(q.paragraph for q in dev.questions),
    )


def section_tasks(data: Path) -> list[Task]:
    """Titles of laws' sections among the texts of the other language."""
    dev = read_sections(data, "dev")
    own = tuple(range(len(dev)))
    return [
        Task("laws en>fr", tuple(s.en_title for s in dev), tuple(s.fr_text for s in dev), own),
        Task("laws fr>en", tuple(s.fr_title for s in dev), tuple(s.en_text for s in dev), own),
    ]


def sentence_tasks(data: Path) -> list[Task]:
    """Held-out `cds` sentences among their translations."""
    _, held = split_pairs(read_pairs(data))
    own = tuple(range(len(held)))
    en, fr = tuple(p.en for p in held), tuple(p.fr for p in held)
    return [Task("cds fr>en", fr, en, own), Task("cds en>fr", en, fr, own)]


def ranks(scores: np.ndarray, right: tuple[int, ...]) -> np.ndarray:
    """Rank from 0 of each query's right text; scores (queries, texts). Ties count against."""
    rows = np.arange(len(scores))
    wanted = scores[rows, list(right)]
    return (scores >= wanted[:, None]).sum(1) - 1


def hits(scores: np.ndarray, right: tuple[int, ...], k: int) -> float:
    """Share of queries whose right text is among the first k."""
    return float((ranks(scores, right) < k).mean())

"""Measures an encoder on the dev sets: alone, and fused with BM25 of a small own analyser.

Run: `python -m training.evaluate_encoder FOLDER [FOLDER …]`; prints hit@1 / hit@5 for the base model,
for BM25 alone, and for every folder given. A folder with `onnx/model_qint8.onnx` is measured with those
weights through onnxruntime, any other with its PyTorch weights. Fusion: a convex combination of the
two scores, each min-max normalised per query over its texts, with one weight for all sets.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from training.bars import Task, hits, question_task, section_tasks, sentence_tasks
from training.bm25 import Bm25
from training.data import DEFAULT_DATA
from training.model import Encoder, base_folder, default_device, embed

WORD_SHARE = 0.5
LANGUAGES = {"piaf dev": "fr", "squad dev": "en"}
BARS = {
    "piaf dev": "0.64 / 0.87",
    "piaf dev fused": "0.80 / 0.94",
    "squad dev fused": "0.84 / 0.95",
    "laws en>fr": "0.48 / 0.76",
    "laws fr>en": "0.48 / 0.76",
    "cds fr>en": "0.86",
    "cds en>fr": "0.86",
}

Embed = Callable[[Sequence[str]], np.ndarray]
Figures = dict[str, tuple[float, float]]


def normalise(scores: np.ndarray) -> np.ndarray:
    """Scores (queries, texts) scaled to 0…1 per query."""
    low, high = scores.min(1, keepdims=True), scores.max(1, keepdims=True)
    return (scores - low) / np.maximum(high - low, 1e-6)


def fuse(dense: np.ndarray, lexical: np.ndarray, share: float = WORD_SHARE) -> np.ndarray:
    """Convex combination (queries, texts) with `share` of the words' score."""
    return (1 - share) * normalise(dense) + share * normalise(lexical)


def hits_of(scores: np.ndarray, task: Task) -> tuple[float, float]:
    """hit@1 and hit@5."""
    return hits(scores, task.right, 1), hits(scores, task.right, 5)


def quick_bars(encoder: Encoder, data: Path) -> dict[str, float]:
    """hit@1 of the encoder alone on the small sets, for the training log."""
    figures = {}
    for task in [question_task(data, "piaf"), *section_tasks(data), *sentence_tasks(data)]:
        scores = embed(encoder, task.queries) @ embed(encoder, task.texts).T
        figures[task.name] = round(hits(scores, task.right, 1), 4)
    return figures


def all_tasks(data: Path) -> list[Task]:
    """Every dev set of the bars."""
    return [
        question_task(data, "piaf"),
        question_task(data, "squad"),
        *section_tasks(data),
        *sentence_tasks(data),
    ]


def lexical_scores(tasks: Sequence[Task]) -> dict[str, np.ndarray]:
    """BM25 scores of the sets in which questions and paragraphs share a language."""
    return {t.name: Bm25(t.texts, LANGUAGES[t.name]).scores(t.queries) for t in tasks if t.name in LANGUAGES}


def measure(embedder: Embed, tasks: Sequence[Task], lexical: dict[str, np.ndarray], share: float) -> Figures:
    """hit@1 / hit@5 for every set, and fused with words where the set has one language."""
    figures: Figures = {}
    for task in tasks:
        dense = embedder(task.queries) @ embedder(task.texts).T
        figures[task.name] = hits_of(dense, task)
        if task.name in lexical:
            figures[f"{task.name} fused"] = hits_of(fuse(dense, lexical[task.name], share), task)
    return figures


def embedder_of(folder: Path) -> Embed:
    """The embedding function of a model folder: shipped int8 weights when it has them."""
    if (folder / "onnx" / "model_qint8.onnx").exists():
        from training.onnx_encoder import OnnxEncoder  # onnxruntime: only where an export is measured

        return OnnxEncoder(folder).embed
    encoder = Encoder(folder).to(default_device())
    return lambda texts: embed(encoder, texts)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--word-share", type=float, default=WORD_SHARE)
    parser.add_argument("--skip-base", action="store_true")
    args = parser.parse_args()
    tasks = all_tasks(args.data)
    lexical = lexical_scores(tasks)
    columns: dict[str, Figures] = {}
    if not args.skip_base:
        columns["base model"] = measure(embedder_of(base_folder()), tasks, lexical, args.word_share)
        columns["BM25"] = {t.name: hits_of(lexical[t.name], t) for t in tasks if t.name in lexical}
    for folder in args.folders:
        columns[folder.name] = measure(embedder_of(folder), tasks, lexical, args.word_share)
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    print("| set (hit@1 / hit@5) | " + " | ".join(columns) + " | bar |")
    print("|---" * (len(columns) + 2) + "|")
    for name in names:
        cells = [f"{c[name][0]:.3f} / {c[name][1]:.3f}" if name in c else "" for c in columns.values()]
        print(f"| {name} | " + " | ".join(cells) + f" | {BARS.get(name, '')} |")


if __name__ == "__main__":
    main()

"""What tests are made with: an encoder without a model, small releases, the folders of real ones."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.reader import Reading
from store.encoder import Vectors
from store.language import fold
from store.types import Span

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
# Two releases as their publishers wrote them. They are no part of the project; where they lie beside it, they are used.
ORIGINALS = ROOT.parent / "shared" / "releases"


class HashEncoder:
    """A real encoder of nothing but words: each word is a fixed random direction, a text their sum."""

    def __init__(self, name: str = "hash", dimension: int = 64) -> None:
        self.fingerprint = f"{name}/{dimension}"
        self.dimension = dimension
        self.encoded = 0

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passage(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        rows = [sum((self._direction(word) for word in fold(text).split()), self._direction("")) for text in texts]
        matrix = np.array(rows, dtype=np.float32)
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)

    def _direction(self, word: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
        return np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)


class WordReader:
    """A real reader of nothing but words: those of the question are its answer."""

    def read(self, question: str, header: str, text: str, span: Span) -> Reading:
        asked = set(fold(question).split())
        places = [(m.start(), m.end()) for m in re.finditer(r"\w+", text) if span.holds(Span(m.start(), m.end()))]
        logits = np.array([5.0 if fold(text[low:high]) in asked else -5.0 for low, high in places], dtype=np.float32)
        starts, ends = np.array(places, dtype=np.int64).reshape(-1, 2).T
        known = float(np.mean(logits)) if places else -5.0
        return Reading(starts, ends, logits, logits, known, known)


def write_release(folder: Path, name: str, body: str, title: str = "Deux instituts signent") -> Path:
    """A small release in a file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{title}\n\n12 mars 2024\n\n{body}\n", encoding="utf-8")
    return path

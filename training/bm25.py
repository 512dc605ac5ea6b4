"""A small BM25 with French and English analysers, to measure the encoder fused with words.

The product has its own lexical search; this one stands in for it in the figures of `evaluate_encoder`:
lower case, accents folded, French elision cut, stop words of the dictionary left out, Snowball stems.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import Stemmer

from training.data import fold
from training.dictionary import EN_STOP, FR_STOP

K1, B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)")
_STEMMERS = {"fr": Stemmer.Stemmer("french"), "en": Stemmer.Stemmer("english")}
_STOP = {"fr": FR_STOP, "en": EN_STOP}


def analyse(text: str, language: str) -> list[str]:
    """Tokens of a text in `fr` or `en`."""
    text = text.lower()
    if language == "fr":
        text = _ELISION.sub("", text)
    words = [w for w in _WORD.findall(text) if fold(w) not in _STOP[language]]
    return [fold(w) for w in _STEMMERS[language].stemWords(words)]


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza 2009) over a fixed list of texts."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        self._language = language
        self._n = len(texts)
        counted = [Counter(analyse(t, language)) for t in texts]
        lengths = [c.total() for c in counted]
        mean = sum(lengths) / max(1, self._n)
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for i, counts in enumerate(counted):
            for term, n in counts.items():
                share = n * (K1 + 1) / (n + K1 * (1 - B + B * lengths[i] / mean))
                postings[term].append((i, share))
        self._postings = {
            term: (
                np.array([i for i, _ in rows]),
                np.array([s for _, s in rows]) * math.log(1 + (self._n - len(rows) + 0.5) / (len(rows) + 0.5)),
            )
            for term, rows in postings.items()
        }

    def scores(self, queries: Sequence[str]) -> np.ndarray:
        """BM25 scores (queries, texts), float32."""
        result = np.zeros((len(queries), self._n), dtype=np.float32)
        for row, query in enumerate(queries):
            for term in set(analyse(query, self._language)):
                if term in self._postings:
                    where, weight = self._postings[term]
                    result[row, where] += weight
        return result

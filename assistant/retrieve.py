"""Passages for a question: dense and lexical candidates, ranked within each language, then merged.

Within one language the two scores are standardised over the candidates and averaged; a question's own language would
otherwise hide the other's releases, since neither cosines nor BM25 sums compare between languages. A convex combination
of normalised scores does better than reciprocal ranks: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval" (2023).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.question import Question
from store.encoder import Encoder
from store.index import Index
from store.lexical import Match, idf, search
from store.library import Library
from store.types import LANGUAGES, Hit, Language

_CANDIDATES = 40  # of each kind in each language
_DENSE_SHARE = 0.5
# Boilerplate on an institution is kept out of the way unless it matches far better than the release's own news.
_SECTION_PENALTY = {"body": 0.0, "about": 0.5, "contact": 1.0}


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found, with the question's unit vector and its words' weights in each language.

    `more` are the passages that come next, for when the releases of those found turn out to be about something else.
    """

    hits: tuple[Hit, ...]
    vector: NDArray[np.float32]
    weights: dict[Language, dict[str, float]]
    more: tuple[Hit, ...] = ()


class Retriever:
    """Finds passages. Its parts are passed in."""

    def __init__(self, library: Library, index: Index, encoder: Encoder) -> None:
        self._library = library
        self._index = index
        self._encoder = encoder

    def retrieve(self, question: Question, per_language: int) -> Retrieved:
        """The best passages of each language, best first."""
        vector = self._encoder.encode_query([question.searched_for])[0]
        weights = {language: idf(self._library, question.words[language], language) for language in LANGUAGES}
        ranked = [self._ranked(question, language, vector, weights[language]) for language in LANGUAGES]
        found, more = (
            tuple(sorted((hit for hits in ranked for hit in hits[part]), key=lambda hit: -hit.score))
            for part in (slice(per_language), slice(per_language, None))
        )
        return Retrieved(found, vector, weights, more)

    def _ranked(
        self, question: Question, language: Language, vector: NDArray[np.float32], weights: dict[str, float]
    ) -> list[Hit]:
        dense = self._index.query(vector, language, _CANDIDATES)
        lexical = search(self._library, question.words[language], weights, language, _CANDIDATES)
        hits = self._library.hits([*dense, *(name for name in lexical if name not in dense)])
        missing = [name for name in hits if name not in dense]
        dense |= {name: float(stored @ vector) for name, stored in self._library.vectors(missing).items()}
        # A release may have been replaced between the two look-ups; what has no vector any more is not there.
        return rank([hit for name, hit in hits.items() if name in dense], dense, lexical)


def rank(hits: Iterable[Hit], dense: dict[str, float], lexical: dict[str, Match]) -> list[Hit]:
    """Hits of one language with their fused scores, best first."""
    hits = list(hits)
    nothing = Match(0.0, 0.0)
    cosines = np.array([dense[hit.passage.id] for hit in hits])
    sums = np.array([lexical.get(hit.passage.id, nothing).score for hit in hits])
    fused = _DENSE_SHARE * _standardised(cosines) + (1 - _DENSE_SHARE) * _standardised(sums)
    found = []
    for place, hit in enumerate(hits):
        score = float(fused[place]) - _SECTION_PENALTY[hit.passage.section]
        scored = replace(hit, dense=float(cosines[place]), lexical=float(sums[place]), score=score)
        found.append(scored)
    return sorted(found, key=lambda hit: (-hit.score, hit.passage.id))


def _standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = scores.std() if len(scores) else 0.0
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)

"""Lexical search: BM25 over the library's terms, with alternatives for each word of the question.

A word of the question counts once, by its best alternative (its plain form, its stem, or a translation, each with a
weight), so that a dictionary with many translations does not drown the rare words. Method: Robertson and Zaragoza,
"The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the header as a second, lighter field.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from store.library import Library
from store.types import Language

_K1 = 1.2
_B = 0.5  # passages have much the same length
_HEADER = 0.6  # weight of a term that stands only in the release's title, publisher or date
_AVERAGE_LENGTH = 60.0  # terms; passages are cut to about this size


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a question with its alternatives as index terms, each with a weight in (0, 1]."""

    word: str
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How well a passage matches: a BM25 sum, and the share of the question's weight that it covers, in [0, 1]."""

    score: float
    coverage: float


def search(
    library: Library, query: Sequence[QueryWord], weights: dict[str, float], language: Language, limit: int
) -> dict[str, Match]:
    """The passages of one language that match best, by id. `weights` come from `idf`."""
    alternatives = dict.fromkeys(term for word in query for term, _ in word.alternatives)
    rows = library.matching(alternatives, language, limit)
    return {name: match(query, body.split(), header.split(), weights) for name, body, header in rows}


def idf(library: Library, query: Sequence[QueryWord], language: Language) -> dict[str, float]:
    """How telling each word of the question is in one language; a word that stands nowhere weighs most."""
    counts = library.term_counts(dict.fromkeys(term for word in query for term, _ in word.alternatives), language)
    total = library.language_count(language)
    weights = {}
    for word in query:
        seen = max((counts.get(term, 0) for term, _ in word.alternatives), default=0)
        weights[word.word] = math.log(1 + max(total - seen + 0.5, 0.5) / (seen + 0.5))
    return weights


def match(query: Sequence[QueryWord], body: list[str], header: list[str], weights: dict[str, float]) -> Match:
    """How well one text matches, given its terms and its release's header's terms."""
    in_body, in_header = Counter(body), set(header)
    norm = _K1 * (1 - _B + _B * len(body) / _AVERAGE_LENGTH)
    score = covered = 0.0
    for word in query:
        best = share = 0.0
        for term, weight in word.alternatives:
            count = in_body[term] + _HEADER * (term in in_header)
            if count:
                best = max(best, weight * count * (_K1 + 1) / (count + norm))
                share = max(share, weight * (1.0 if in_body[term] else _HEADER))
        score += best * weights[word.word]
        covered += share * weights[word.word]
    total = sum(weights[word.word] for word in query)
    return Match(score, covered / total if total else 0.0)


def terms_between(library: Library, first: str, last: str, language: Language) -> list[str]:
    """The terms of a language's passages from `first` on and before `last`, in the order of their letters."""
    found = library.rows(f"SELECT term FROM counts_{language} WHERE term >= ? AND term < ?", (first, last))
    return [term for (term,) in found]

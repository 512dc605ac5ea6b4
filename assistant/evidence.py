"""Which sentence answers a question, and how surely: features of question and sentence, weighed by fitted models.

Two logistic regressions over the same features: one ranks the sentences of the passages found, the other says how
likely the first of them is to be right, which is what the refusal gate needs. Their weights and the threshold were
fitted on questions with known answers (`training/fit_evidence.py`) and are stored with their version in
`data/evidence.json`; nothing in them is set by eye. Lists are evidence as a whole, with the line that introduces them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.kinds import WHOLE_LISTS, Kind, carries
from assistant.question import Question
from assistant.retrieve import Retrieved
from store.language import terms
from store.lexical import match
from store.types import Hit, Language, Release, Span

FEATURES = (
    "passage_cosine",
    "passage_rank",
    "release_coverage",
    "sentence_coverage",
    "topic_coverage",
    "rarest_missing",
    "names_missing",
    "names_in_release",
    "names_in_sentence",
    "numbers_in_release",
    "carries_kind",
    "lacks_kind",
    "other_language",
    "about_section",
    "first_passage",
    "list_wanted",
    "list_unwanted",
    "lead_wanted",
)
_ITEM = re.compile(r"(?:- |\(?\d{1,2}[.)]\s+|[a-z]\)\s+)$")
_LONGEST_LIST = 1_200  # characters; a longer list is quoted by its items
_NAMES_COUNTED = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that may answer: its span in the release, and the model's probability that it does.

    `sentence` is the one that was read; the quote is the whole list when the sentence stands in one.
    """

    hit: Hit
    quote: Span
    sentence: Span
    carries: frozenset[Kind]
    probability: float = 0.0

    @property
    def release(self) -> Release:
        """Where it stands."""
        return self.hit.release

    @property
    def text(self) -> str:
        """The quote itself."""
        return self.quote.of(self.release.text)


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted regression: `probability = sigmoid(weights · (features - mean) / scale + bias)`."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """One probability per row of features."""
        logits = (features - self.mean) / self.scale @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-logits)))


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """What ranks sentences, what says how surely one is right, and from which probability on it is shown."""

    version: str
    rank: Logistic
    gate: Logistic
    threshold: float


@cache
def fitted() -> EvidenceModel:
    """The model that ships."""
    stored = json.loads(files("assistant").joinpath("data/evidence.json").read_text(encoding="utf-8"))
    if stored["features"] != list(FEATURES):
        raise ValueError("data/evidence.json was fitted on other features; run `python -m training.fit_evidence`")
    return EvidenceModel(stored["version"], _logistic(stored["rank"]), _logistic(stored["gate"]), stored["threshold"])


def _logistic(stored: dict[str, list[float]]) -> Logistic:
    mean, scale, weights = (np.array(stored[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
    return Logistic(mean, scale, weights, stored["bias"][0])


class Reader:
    """Reads passages sentence by sentence."""

    def __init__(self, model: EvidenceModel | None = None) -> None:
        self._model = model

    def read(self, question: Question, retrieved: Retrieved) -> list[Evidence]:
        """All evidence in the passages found, best first; one for each quote."""
        units = self.units(retrieved.hits)
        if not units:
            return []
        model = self._model or fitted()
        features = self.features(question, retrieved, units)
        ranks, probabilities = model.rank.probabilities(features), model.gate.probabilities(features)
        best: dict[tuple[str, Span], Evidence] = {}
        for place in np.argsort(-ranks, kind="stable"):
            hit, quote, sentence = units[place]
            words = quote.of(hit.release.text)
            carried = frozenset(kind for kind in question.kinds if carries(kind, words) is not False)
            evidence = Evidence(hit, quote, sentence, carried, float(probabilities[place]))
            best.setdefault((hit.release.id, quote), evidence)
        return list(best.values())

    @staticmethod
    def units(hits: Sequence[Hit]) -> list[tuple[Hit, Span, Span]]:
        """Every sentence of the passages, with what would be quoted for it."""
        return [(hit, quote, sentence) for hit in hits for quote, sentence in _quotes(hit)]

    def features(
        self, question: Question, retrieved: Retrieved, units: Sequence[tuple[Hit, Span, Span]]
    ) -> NDArray[np.float64]:
        """One row per sentence; the columns are `FEATURES`."""
        releases = {hit.release.id: _Whole.of(hit.release) for hit in retrieved.hits}
        rows = [
            _row(question, retrieved, hit, quote, sentence, releases[hit.release.id]) for hit, quote, sentence in units
        ]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


@dataclass(frozen=True, slots=True)
class _Whole:
    """What a whole release holds: its terms, header included, and its figures."""

    terms: frozenset[str]
    text: str

    @classmethod
    @lru_cache(maxsize=512)
    def of(cls, release: Release) -> "_Whole":
        text = f"{release.header}\n{release.text}"
        return cls(frozenset(terms(text, release.language)), text)


def _row(
    question: Question, retrieved: Retrieved, hit: Hit, quote: Span, sentence: Span, whole: _Whole
) -> tuple[float, ...]:
    language: Language = hit.release.language
    words = terms(sentence.of(hit.release.text), language)
    header = terms(hit.release.header, language)
    query = question.words[language]
    weights = retrieved.weights[language]
    missing = {
        word.word: weights[word.word] for word in query if not any(term in whole.terms for term, _ in word.alternatives)
    }
    # What is asked about the partners, not who they are: a release about them names them everywhere.
    named = set(header)
    topic = [
        word
        for word in query
        if word.word not in question.names and not any(term in named for term, _ in word.alternatives)
    ]
    is_list = quote != sentence
    wants_list = any(kind in WHOLE_LISTS for kind in question.kinds)
    carried = [carries(kind, quote.of(hit.release.text)) for kind in question.kinds]
    return (
        hit.dense,
        hit.score,
        match(query, list(whole.terms), [], weights).coverage,
        match(query, words, header, weights).coverage,
        match(topic, words, [], weights).coverage if topic else 0.5,
        max(missing.values(), default=0.0) / max(weights.values(), default=1.0),
        min(sum(word in missing for word in question.names), _NAMES_COUNTED) / _NAMES_COUNTED,
        _names(question, language, whole.terms),
        _names(question, language, frozenset(words)),
        _share(number in whole.text for number in question.numbers),
        float(any(held is True for held in carried)),
        float(any(held is False for held in carried)),
        float(language != question.spoken),
        float(hit.passage.section != "body"),
        float(hit.passage.number == 0),
        float(is_list and wants_list),
        float(is_list and not wants_list),
        float("overview" in question.kinds and sentence == hit.passage.sentences[0] and hit.passage.number == 0),
    )


def _names(question: Question, language: Language, held: frozenset[str]) -> float:
    """The share of the question's names that stand in a text, in any of their forms; 1 when it has none."""
    return _share(
        any(term in held for term, _ in word.alternatives)
        for word in question.words[language]
        if word.word in question.names
    )


def _share(hits: Iterator[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 1.0


def _quotes(hit: Hit) -> Iterator[tuple[Span, Span]]:
    """Each sentence of a passage with the span that would be quoted for it: itself, or the whole list around it."""
    text = hit.release.text
    sentences = hit.passage.sentences
    place = 0
    while place < len(sentences):
        last = place
        while last + 1 < len(sentences) and _is_item(text, sentences[last + 1]):
            last += 1
        whole = Span(sentences[place].start, sentences[last].end)
        introduced = last > place and text[: sentences[place].end].endswith(":")
        if introduced and whole.end - whole.start <= _LONGEST_LIST:
            for sentence in sentences[place : last + 1]:
                yield whole, sentence
            place = last + 1
        else:
            yield sentences[place], sentences[place]
            place += 1


def _is_item(text: str, sentence: Span) -> bool:
    line_start = text.rfind("\n", 0, sentence.start) + 1
    return bool(_ITEM.fullmatch(text[line_start : sentence.start]))

"""Which sentence answers a question, and how surely: its features, weighed by fitted models.

Three logistic regressions: one makes a shortlist of the sentences of the passages found, one ranks it, and one says
how likely its first is to be right, which is what the refusal gate needs. Their weights and the threshold were fitted
on questions with known answers (`training/fit_evidence.py`) and are stored with their version in `data/evidence.json`;
nothing in them is set by eye. Lists are evidence as a whole, with the line that introduces them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.elsewhere import Whole, elsewhere, named
from assistant.features import ALONE, FEATURES, MARGINS, alone, features, margins
from assistant.kinds import Kind, carries
from assistant.lists import Unit, units
from assistant.mentions import unnamed
from assistant.question import Question
from assistant.reader import Reader, Reading
from assistant.retrieve import Retrieved
from store.types import Hit, Release, Span

_PASSAGES = 4  # read for a question: what it may cost
SHORTLIST = 6  # sentences read by themselves


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that may answer: its span in the release, and the model's probability that it does.

    `sentence` is the one that was read, `answer` the reader's answer inside the quote, which is the whole list when the
    sentence stands in one. `behind` is how far its rank is behind the first one's, in logits.
    """

    hit: Hit
    quote: Span
    sentence: Span
    answer: Span
    carries: frozenset[Kind]
    probability: float = 0.0
    behind: float = 0.0

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

    def logits(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """One logit per row of features."""
        return np.asarray((features - self.mean) / self.scale @ self.weights + self.bias)

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """One probability per row of features."""
        return np.asarray(1 / (1 + np.exp(-self.logits(features))))


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """What makes the shortlist, what ranks it, what says how surely its first is right, from which probability on that
    is shown, and how close behind it, in logits, a second is shown with it. The first weighs `FEATURES`, the second
    `FEATURES` and `ALONE`, the third `MARGINS` as well.
    """

    version: str
    shortlist: Logistic
    rank: Logistic
    gate: Logistic
    threshold: float
    close: float


@cache
def fitted() -> EvidenceModel:
    """The model that ships."""
    stored = json.loads(files("assistant").joinpath("data/evidence.json").read_text(encoding="utf-8"))
    if stored["features"] != [*FEATURES, *ALONE, *MARGINS]:
        raise ValueError("data/evidence.json was fitted on other features; run `python -m training.fit_evidence`")
    shortlist, rank, gate = (_logistic(stored[name]) for name in ("shortlist", "rank", "gate"))
    return EvidenceModel(stored["version"], shortlist, rank, gate, stored["threshold"], stored["close"])


def _logistic(stored: dict[str, list[float]]) -> Logistic:
    mean, scale, weights = (np.array(stored[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
    return Logistic(mean, scale, weights, stored["bias"][0])


class Considered(NamedTuple):
    """The sentences that were read for a question, their `FEATURES`, the readings of their passages by passage id, and
    the ids of the releases that are about another agreement.
    """

    units: list[Unit]
    rows: NDArray[np.float64]
    readings: dict[str, Reading]
    elsewhere: frozenset[str]


class Selector:
    """Reads the passages found, then the likeliest sentences by themselves, and ranks these."""

    def __init__(self, reader: Reader, model: EvidenceModel | None = None) -> None:
        self._reader = reader
        self._model = model

    def select(self, question: Question, retrieved: Retrieved) -> list[Evidence]:
        """The evidence of the shortlist, best first; one for each quote."""
        model = self._model or fitted()
        found, rows, readings, others = self.read(question, retrieved)
        if not found:
            return []
        places = np.argsort(-model.shortlist.probabilities(rows), kind="stable")[:SHORTLIST]
        chosen = [found[place] for place in places]
        whole = np.hstack([rows[places], self.alone(question, chosen)])
        ranks = model.rank.logits(whole)
        probabilities = model.gate.probabilities(np.hstack([whole, margins(ranks)]))
        best: dict[tuple[str, Span], Evidence] = {}
        for place in np.argsort(-ranks, kind="stable"):
            hit, quote, sentence = chosen[place]
            words = quote.of(hit.release.text)
            answer, _ = readings[hit.passage.id].best(quote)
            carried = frozenset(kind for kind in question.kinds if carries(kind, words) is not False)
            probability = 0.0 if hit.release.id in others else float(probabilities[place])
            behind = float(ranks.max() - ranks[place])
            evidence = Evidence(hit, quote, sentence, answer, carried, probability, behind)
            best.setdefault((hit.release.id, quote), evidence)
        return list(best.values())

    def read(self, question: Question, retrieved: Retrieved) -> Considered:
        """The sentences of the best passages.

        Releases about another agreement are left out, and what they leave free goes to further passages of the others;
        when all that were found are, they are read all the same, so that there is something to name.
        """
        question = named(question, (hit.release for hit in retrieved.hits))
        others = elsewhere(question, (hit.release for hit in retrieved.hits))
        hits = [hit for hit in retrieved.hits if hit.release.id not in others]
        about = {hit.release.id for hit in hits}
        hits += [hit for hit in retrieved.more if hit.release.id in about]
        hits = (_spread(hits) if question.surveys else hits) or list(retrieved.hits)
        hits = hits[:_PASSAGES]
        readings = {hit.passage.id: self._read(question.searched_for, hit, hit.passage.span) for hit in hits}
        found = units(question, hits)
        return Considered(found, features(question, retrieved, found, readings), readings, others)

    def alone(self, question: Question, chosen: Sequence[Unit]) -> NDArray[np.float64]:
        """The `ALONE` features of sentences, each read without its neighbours; a list is read whole."""
        bare = _unnamed(question, [unit.hit.release for unit in chosen])
        readings = [self._read(question.searched_for, unit.hit, unit.quote) for unit in chosen]
        if bare == question.searched_for:
            return alone(readings, readings)
        return alone(readings, [self._read(bare, unit.hit, unit.quote) for unit in chosen])

    def _read(self, question: str, hit: Hit, span: Span) -> Reading:
        return self._reader.read(question, hit.release.header, hit.release.text, span)


def _spread(hits: Sequence[Hit]) -> list[Hit]:
    """The best passage of each release first."""
    first = {hit.release.id: hit for hit in reversed(hits)}
    return [*(hit for hit in hits if hit is first[hit.release.id]), *(h for h in hits if h is not first[h.release.id])]


def _unnamed(question: Question, releases: Sequence[Release]) -> str:
    """The question without those of its names that one of the releases writes as a name."""
    large = frozenset[str]().union(*(Whole.of(release).capitals for release in releases))
    return unnamed(question.searched_for, large.intersection(named(question, releases).names), question.spoken)

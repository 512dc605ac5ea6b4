"""Fit the evidence model: which sentence answers, and from which probability on it is worth giving.

Asks questions of throwaway libraries, labels every sentence that the product would consider (the answer's words stand
in it, from a right release, or they do not), and fits the shortlist, the ranking and the gate: the tuning half of the
golden set over `samples/`, and the releases of `written/` that the reader was not trained on, which together count as
`WRITTEN_SHARE` says, since there are many more of them. The threshold, and how close behind a second sentence must be
to be shown too, are those that are worth most (`worth`) on the tuning questions under cross-validation over releases:
they are asked as people ask, while many written questions are near misses. Writes `assistant/data/evidence.json` and
prints what it measured.

    python -m training.fit_evidence [--threshold T] [--close C] [--dry-run]
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.evidence import SHORTLIST, Logistic, Selector
from assistant.features import ALONE, FEATURES, MARGINS, margins
from assistant.finder import Finder
from assistant.lists import Unit
from assistant.question import Question, understand
from assistant.reader import READER_FOLDER, OnnxReader
from assistant.retrieve import Retrieved, Retriever
from ingest.chunk import sentences
from ingest.sync import sync
from store.encoder import open_encoder
from store.errors import QuestionError
from store.index import ExactIndex
from store.language import fold
from store.library import Library
from store.types import Span
from training.written import Ask, Written, apart, read_written, split

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "golden" / "tuning.jsonl"
FOLDS = 8
RIGHT = 0.5  # a quote that holds half of what was asked for counts as right
WRONG = 0.25  # what a wrong statement costs, beside 1 for a right outcome
EITHER = 0.75  # what two quotes are worth of which one is right: the reader is told so, and must choose
WRITTEN_SHARE, WRITTEN = 1.0, 2_000  # what the written questions count for beside the tuning ones; how many are asked
RANK_PENALTY, GATE_C = 10.0, 0.1  # strength of the penalty on the weights, and its inverse
THRESHOLDS, CLOSENESSES = np.linspace(0.05, 0.95, 91), np.linspace(0.0, 1.5, 16)
OUT = ROOT / "assistant" / "data" / "evidence.json"


@dataclass(frozen=True)
class Asked:
    """One question with the features of the sentences considered, how right each one's quote is in [0, 1], and which
    quote that is: sentences of a list have one in common.

    `elsewhere` says that all the releases found are about another agreement, so that nothing is shown of them.
    """

    group: str
    abstain: bool
    written: bool
    elsewhere: bool
    features: NDArray[np.float64]
    rightness: NDArray[np.float64]
    quotes: NDArray[np.int_]


@dataclass(frozen=True)
class Golden:
    """A question: the files that answer it and, for each element of the answer, the forms that it may have."""

    q: str
    history: list[Any]
    docs: list[str]
    gold: list[list[str]]
    group: str
    written: bool = False


def tuning(questions: Path) -> list[Golden]:
    """The tuning half of the golden set; questions on no release are spread over the folds by their number."""
    rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    return [
        Golden(
            row["q"],
            row["history"],
            row["docs"],
            [] if row["abstain"] else row["gold"],
            row["docs"][0] if row["docs"] else f"none-{int(row['id'][1:]) % FOLDS}",
        )
        for row in rows
    ]


def written(releases: list[Written], folder: Path) -> list[Golden]:
    """The questions of written releases, whose files are made in a folder; a right sentence is right as a whole."""
    found = []
    for release in releases:
        name = f"{release.file}{release.number:03}.txt"
        body, starts = release.body(range(len(release.sentences)))
        middle = starts[len(starts) // 2]
        text = f"{body[:middle].rstrip()}\n\n{body[middle:]}"
        head = f"Title: {release.title}\nPublisher: {release.publisher or 'not stated'}\n"
        head += f"Date: {release.date or 'not stated'}\n"
        (folder / name).write_text(f"{head}\n{text}\n", encoding="utf-8")
        for ask in release.asks:
            whole = [form for place in ask.sentences for form in _forms(release.sentences[place], ask, place)]
            found.append(Golden(ask.question, [], [name], [whole] if whole else [], name, True))
    return found


def _forms(sentence: str, ask: Ask, place: int) -> list[str]:
    """What of a sentence the product may quote: its own sentences may be shorter than the one that was written."""
    pieces = [span.of(sentence) for span in sentences(sentence.removeprefix("- "), Span(0, len(sentence)))]
    held = [piece for piece in pieces if place != ask.sentences[0] or ask.answer in piece]
    return held or pieces


@dataclass(frozen=True)
class Found:
    """A question with every sentence that was considered, and what reads some of them by themselves: their `ALONE`."""

    everything: Asked
    units: list[Unit]
    alone: Callable[[Sequence[Unit]], NDArray[np.float64]]


def asked(questions: list[Golden], folder: Path, encoder_name: str, reader: Path) -> list[Found]:
    """What the product would consider for each question over a folder of releases."""
    encoder = open_encoder(encoder_name)
    with tempfile.TemporaryDirectory() as home:
        library = Library(Path(home))
        sync(library, encoder, [str(folder)])
        finder = Finder(library, Retriever(library, ExactIndex(library), encoder))
        selector = Selector(OnnxReader(reader))
        found = []
        for golden in questions:
            try:
                understood = understand(golden.q, golden.history)
            except QuestionError:  # « Qui s'en va ? » is a question to a reader, and nothing that can be searched for
                continue
            question = finder.ready(understood)
            retrieved = finder.find(question)
            # Many written questions do not say which of the releases they are about; those say nothing here.
            if golden.written and Path(retrieved.hits[0].release.source).name not in golden.docs:
                continue
            asides = finder.parts(question, retrieved)
            found += [_considered(selector, own, hits, _part(golden, hits)) for own, hits in asides] or [
                _considered(selector, question, retrieved, golden)
            ]
        library.close()
    return found


def _part(golden: Golden, found: Retrieved) -> Golden:
    """What is asked of one of the releases that a question sets side by side: the elements that this one holds."""
    release = found.hits[0].release
    words, name = fold(release.text), Path(release.source).name
    held = [element for element in golden.gold if any(fold(form) in words for form in element)]
    return replace(golden, docs=[name], gold=held if name in golden.docs else [], group=name)


def _considered(selector: Selector, question: Question, retrieved: Retrieved, golden: Golden) -> Found:
    """What the product would consider for one question."""
    considered, rows, _, others = selector.read(question, retrieved)
    rightness = [
        _rightness(golden, Path(hit.release.source).name, quote.of(hit.release.text)) for hit, quote, _ in considered
    ]
    beyond = any(unit.hit.release.id in others for unit in considered)
    numbers = {key: number for number, key in enumerate({(unit.hit.release.id, unit.quote): 0 for unit in considered})}
    quotes = np.array([numbers[unit.hit.release.id, unit.quote] for unit in considered], dtype=np.int_)
    everything = Asked(golden.group, not golden.gold, golden.written, beyond, rows, np.array(rightness), quotes)
    return Found(everything, considered, partial(selector.alone, question))


def shortlisted(found: list[Found]) -> tuple[Logistic, list[Asked]]:
    """The fitted shortlist, and every question with the features of the shortlist that models fitted on the questions
    of other releases make for it.
    """
    everything = [one.everything for one in found]
    short = list(everything)
    for train, test in _folds(everything):
        shortlist = fit_rank([everything[place] for place in train])
        for place in test:
            one = everything[place]
            first = np.argsort(-shortlist.probabilities(one.features), kind="stable")[:SHORTLIST]
            alone = found[place].alone([found[place].units[number] for number in first])
            short[place] = replace(
                one,
                features=np.hstack([one.features[first], alone]),
                rightness=one.rightness[first],
                quotes=one.quotes[first],
            )
    return fit_rank(everything), short


def _rightness(golden: Golden, source: str, quote: str) -> float:
    if not golden.gold or source not in golden.docs:
        return 0.0
    words = fold(quote)
    held = [any(fold(form) in words for form in element) for element in golden.gold]
    return sum(held) / len(held)


def fit_rank(questions: list[Asked]) -> Logistic:
    """What puts a right sentence before the wrong ones of the same question: the chance that a draw by softmax over
    the question's sentences is right (a conditional logit; Cao et al., "Learning to Rank: From Pairwise Approach to
    Listwise Approach", 2007). Every question that has a right one counts as `_weights` says.
    """
    told = [one for one in questions if (one.rightness >= RIGHT).any()]
    together = np.concatenate([one.features for one in told])
    mean, scale = together.mean(axis=0), together.std(axis=0) + 1e-6
    listed = [
        ((one.features - mean) / scale, one.rightness >= RIGHT, weight)
        for one, weight in zip(told, _weights(told), strict=True)
    ]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = RANK_PENALTY / 2 * float(weights @ weights), RANK_PENALTY * weights
        for features, right, weight in listed:
            scores = features @ weights
            drawn = np.exp(scores - scores.max())
            total -= weight * float(np.log(drawn[right].sum() / drawn.sum()))
            slope = slope + weight * features.T @ (drawn / drawn.sum() - drawn * right / drawn[right].sum())
        return total, slope

    found = minimize(loss, np.zeros(len(mean)), jac=True, method="L-BFGS-B")
    return Logistic(mean, scale, found.x, 0.0)


def fit_gate(questions: list[Asked]) -> Logistic:
    """What tells a right first sentence from a wrong one, as a ranking that was fitted on other questions finds it."""
    questions = [one for one in questions if not one.elsewhere]
    own = _weights(questions)
    features, labels, weights = [], [], []
    for train, test in _folds(questions):
        rank = fit_rank([questions[place] for place in train])
        for place in test:
            one = questions[place]
            top, row = _first(rank, one)
            features.append(row)
            labels.append(one.rightness[top] >= RIGHT)
            weights.append(own[place])
    return _fit(np.array(features), np.array(labels), np.array(weights))


def _weights(questions: list[Asked]) -> NDArray[np.float64]:
    """What each question counts: a tuning question 1, the written ones together as much as `WRITTEN_SHARE` of these."""
    written = np.array([one.written for one in questions])
    share = WRITTEN_SHARE * (~written).sum() / written.sum() if written.any() and not written.all() else 1.0
    return np.where(written, min(share, 1.0), 1.0)


def _first(rank: Logistic, one: Asked) -> tuple[int, NDArray[np.float64]]:
    """The place of a question's first sentence, and what the gate weighs of it."""
    logits = rank.logits(one.features)
    top = int(np.argmax(logits))
    return top, np.concatenate([one.features[top], margins(logits)[top]])


def _fit(features: NDArray[np.float64], labels: NDArray[np.bool_], weights: NDArray[np.float64]) -> Logistic:
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    regression = LogisticRegression(C=GATE_C, max_iter=5000)
    regression.fit((features - mean) / scale, labels, sample_weight=weights)
    return Logistic(mean, scale, regression.coef_[0], float(regression.intercept_[0]))


def _folds(questions: list[Asked]) -> list[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    return list(GroupKFold(FOLDS).split(questions, groups=[one.group for one in questions]))


@dataclass(frozen=True)
class Result:
    """One question answered by models that did not see its release. `second` is how right the next quote is, and
    `behind` how far it is behind the first, in logits.
    """

    probability: float
    rightness: float
    second: float
    behind: float
    abstain: bool
    written: bool

    def right(self, close: float) -> bool:
        """Whether what is shown, when something is, holds the answer."""
        return self.rightness >= RIGHT or (self.behind <= close and self.second >= RIGHT)


def held_out(questions: list[Asked]) -> list[Result]:
    """Every question's result under cross-validation over releases."""
    results = []
    for train, test in _folds(questions):
        seen = [questions[place] for place in train]
        rank, gate = fit_rank(seen), fit_gate(seen)
        for place in test:
            one = questions[place]
            top, row = _first(rank, one)
            probability = 0.0 if one.elsewhere else float(gate.probabilities(row[None])[0])
            logits = rank.logits(one.features)
            others = np.flatnonzero(one.quotes != one.quotes[top])
            second = others[np.argmax(logits[others])] if len(others) else top
            behind = float(logits[top] - logits[second]) if len(others) else np.inf
            known = (float(one.rightness[top]), float(one.rightness[second]), behind, one.abstain, one.written)
            results.append(Result(probability, *known))
    return results


def worth(results: list[Result], threshold: float, close: float) -> float:
    """What a threshold and a closeness are worth: 1 for a right outcome (right quote, or rightly nothing), less where
    one of two quotes is right, 0 for a needless refusal, less than nothing for a wrong statement shown, since a wrong
    answer costs a press officer more than none.
    """
    values = []
    for one in results:
        if one.probability < threshold:
            values.append(float(one.abstain))
        elif not one.right(close):
            values.append(-WRONG)
        else:
            values.append(EITHER if one.behind <= close else one.rightness)
    return float(np.mean(values))


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threshold", type=float, help="in place of the one that is worth most")
    parser.add_argument("--close", type=float, help="likewise")
    parser.add_argument("--dry-run", action="store_true", help="report and write nothing")
    parser.add_argument("--encoder", default="bundled", help="encoder of the throwaway library")
    parser.add_argument("--reader", type=Path, default=READER_FOLDER, help="folder of an exported reader")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        held = written(apart(split(read_written())[1]), Path(folder))
        held = held[:: -(-len(held) // WRITTEN)]
        found = asked(tuning(QUESTIONS), ROOT / "samples", given.encoder, given.reader)
        found += asked(held, Path(folder), given.encoder, given.reader)
    shortlist, questions = shortlisted(found)
    results = held_out(questions)
    own = [one for one in results if not one.written]
    thresholds = [given.threshold] if given.threshold else THRESHOLDS
    closenesses = [given.close] if given.close else CLOSENESSES
    candidates = [(threshold, close) for threshold in thresholds for close in closenesses]
    threshold, close = max(candidates, key=lambda pair: worth(own, *pair))
    report("tuning questions", own, threshold, close)
    report("written releases", [one for one in results if one.written], threshold, close)
    rank, gate = fit_rank(questions), fit_gate(questions)
    for name, *weights in zip((*FEATURES, *ALONE), rank.weights, gate.weights, strict=False):
        print(f"  {name:20} rank {weights[0]:+.3f}  gate {weights[1]:+.3f}")
    for name, weight in zip(MARGINS, gate.weights[-len(MARGINS) :], strict=True):
        print(f"  {name:20}              gate {weight:+.3f}")
    if not given.dry_run:
        asked_for = {"threshold": given.threshold, "close": given.close}
        stored = {
            "version": date.today().isoformat(),
            "fitted_by": "python -m training.fit_evidence"
            + "".join(f" --{name} {value}" for name, value in asked_for.items() if value),
            "features": [*FEATURES, *ALONE, *MARGINS],
            "shortlist": _stored(shortlist),
            "rank": _stored(rank),
            "gate": _stored(gate),
            "threshold": round(threshold, 2),
            "close": round(close, 2),
        }
        OUT.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def report(title: str, results: list[Result], threshold: float, close: float) -> None:
    """Print the figures of a cross-validation."""
    answerable = [one for one in results if not one.abstain]
    refusable = [one.probability for one in results if one.abstain]
    right = [one.probability for one in answerable if one.rightness >= RIGHT]
    shown = [one for one in results if one.probability >= threshold]
    print(f"{title} {len(results)}, held out by release; first sentence right {_mean(answerable, RIGHT):.3f}")
    print(f"right above unanswerable (AUC) {np.mean([a > b for a in right for b in refusable]):.3f}")
    print(f"threshold {threshold:.2f}, close {close:.2f}: worth {worth(results, threshold, close):.3f}")
    print(f"  answerable answered {np.mean([one.probability >= threshold for one in answerable]):.3f}")
    print(f"  answers shown that are right {np.mean([one.right(close) for one in shown]):.3f}", end=", ")
    print(f"two quotes in {np.mean([one.behind <= close for one in shown]):.3f} of them")
    print(f"  unanswerable refused {np.mean([p < threshold for p in refusable]):.3f}")


def _mean(results: list[Result], least: float) -> float:
    return float(np.mean([one.rightness >= least for one in results]))


def _stored(fitted: Logistic) -> dict[str, list[float]]:
    arrays = {"mean": fitted.mean, "scale": fitted.scale, "weights": fitted.weights, "bias": [fitted.bias]}
    return {name: [round(float(value), 6) for value in values] for name, values in arrays.items()}


if __name__ == "__main__":
    main()

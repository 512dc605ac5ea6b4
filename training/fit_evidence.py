"""Fit the evidence model: which sentence answers, and from which probability on it is worth giving.

Ingests `samples/` into a throwaway library, asks `tests/golden/tuning.jsonl`, labels every sentence that the product
would consider (the answer's words stand in it, from a right release, or they do not), and fits the shortlist, the
ranking and the gate.
The threshold is the one that is worth most (`worth`) under cross-validation over releases. Writes
`assistant/data/evidence.json` and prints what it measured.

    python -m training.fit_evidence [--dry-run]
"""

import argparse
import json
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.aliases import expanded
from assistant.evidence import SHORTLIST, Logistic, Selector
from assistant.features import ALONE, FEATURES, MARGINS, margins
from assistant.question import understand
from assistant.reader import READER_FOLDER, OnnxReader
from assistant.retrieve import Retriever
from ingest.sync import sync
from store.encoder import open_encoder
from store.index import ExactIndex
from store.language import fold
from store.library import Library

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "golden" / "tuning.jsonl"
FOLDS = 8
RIGHT = 0.5  # a quote that holds half of what was asked for counts as right
WRONG = 0.25  # what a wrong statement costs, beside 1 for a right outcome
RANK_PENALTY, GATE_C = 10.0, 0.1  # strength of the penalty on the weights, and its inverse
OUT = ROOT / "assistant" / "data" / "evidence.json"


@dataclass(frozen=True)
class Asked:
    """One question with the features of the sentences considered, and how right each one's quote is in [0, 1]."""

    group: str
    abstain: bool
    features: NDArray[np.float64]
    rightness: NDArray[np.float64]


def asked(questions: Path, encoder_name: str, reader: Path) -> tuple[Logistic, list[Asked]]:
    """The fitted shortlist, and every question with the features of the shortlist that models fitted on the questions
    of other releases make for it.
    """
    encoder = open_encoder(encoder_name)
    with tempfile.TemporaryDirectory() as home:
        library = Library(Path(home))
        sync(library, encoder, [str(ROOT / "samples")])
        retriever, selector = Retriever(library, ExactIndex(library), encoder), Selector(OnnxReader(reader))
        understood, found, everything = [], [], []
        for line in questions.read_text(encoding="utf-8").splitlines():
            golden = json.loads(line)
            question = expanded(understand(golden["q"], golden["history"]), library)
            considered, rows, _ = selector.read(question, retriever.retrieve(question))
            rightness = [
                _rightness(golden, Path(hit.release.source).name, quote.of(hit.release.text))
                for hit, quote, _ in considered
            ]
            # Questions on no release are spread over the folds by their number.
            group = golden["docs"][0] if golden["docs"] else f"none-{int(golden['id'][1:]) % FOLDS}"
            understood.append(question)
            found.append(considered)
            everything.append(Asked(group, golden["abstain"], rows, np.array(rightness)))
        shortlisted = list(everything)
        for train, test in _folds(everything):
            shortlist = fit_rank([everything[place] for place in train])
            for place in test:
                one = everything[place]
                first = np.argsort(-shortlist.probabilities(one.features), kind="stable")[:SHORTLIST]
                alone = selector.alone(understood[place], [found[place][number] for number in first])
                rows = np.hstack([one.features[first], alone])
                shortlisted[place] = replace(one, features=rows, rightness=one.rightness[first])
        library.close()
    return fit_rank(everything), shortlisted


def _rightness(golden: dict[str, Any], source: str, quote: str) -> float:
    if golden["abstain"] or source not in golden["docs"]:
        return 0.0
    words = fold(quote)
    held = [any(fold(form) in words for form in element) for element in golden["gold"]]
    return sum(held) / len(held)


def fit_rank(questions: list[Asked]) -> Logistic:
    """What puts a right sentence before the wrong ones of the same question: the chance that a draw by softmax over
    the question's sentences is right (a conditional logit; Cao et al., "Learning to Rank: From Pairwise Approach to
    Listwise Approach", 2007). Every question that has a right one weighs the same.
    """
    listed = [(one.features, one.rightness >= RIGHT) for one in questions if (one.rightness >= RIGHT).any()]
    together = np.concatenate([features for features, _ in listed])
    mean, scale = together.mean(axis=0), together.std(axis=0) + 1e-6
    listed = [((features - mean) / scale, right) for features, right in listed]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = RANK_PENALTY / 2 * float(weights @ weights), RANK_PENALTY * weights
        for features, right in listed:
            scores = features @ weights
            drawn = np.exp(scores - scores.max())
            total -= float(np.log(drawn[right].sum() / drawn.sum()))
            slope = slope + features.T @ (drawn / drawn.sum() - drawn * right / drawn[right].sum())
        return total, slope

    found = minimize(loss, np.zeros(len(mean)), jac=True, method="L-BFGS-B")
    return Logistic(mean, scale, found.x, 0.0)


def fit_gate(questions: list[Asked]) -> Logistic:
    """What tells a right first sentence from a wrong one, as a ranking that was fitted on other questions finds it."""
    features, labels = [], []
    for train, test in _folds(questions):
        rank = fit_rank([questions[place] for place in train])
        for place in test:
            one = questions[place]
            top, row = _first(rank, one)
            features.append(row)
            labels.append(one.rightness[top] >= RIGHT)
    return _fit(np.array(features), np.array(labels))


def _first(rank: Logistic, one: Asked) -> tuple[int, NDArray[np.float64]]:
    """The place of a question's first sentence, and what the gate weighs of it."""
    logits = rank.logits(one.features)
    top = int(np.argmax(logits))
    return top, np.concatenate([one.features[top], margins(logits)[top]])


def _fit(features: NDArray[np.float64], labels: NDArray[np.bool_]) -> Logistic:
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    regression = LogisticRegression(C=GATE_C, max_iter=5000)
    regression.fit((features - mean) / scale, labels)
    return Logistic(mean, scale, regression.coef_[0], float(regression.intercept_[0]))


def _folds(questions: list[Asked]) -> list[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    return list(GroupKFold(FOLDS).split(questions, groups=[one.group for one in questions]))


@dataclass(frozen=True)
class Result:
    """One question answered by models that did not see its release."""

    probability: float
    rightness: float
    abstain: bool


def held_out(questions: list[Asked]) -> list[Result]:
    """Every question's result under cross-validation over releases."""
    results = []
    for train, test in _folds(questions):
        seen = [questions[place] for place in train]
        rank, gate = fit_rank(seen), fit_gate(seen)
        for place in test:
            one = questions[place]
            top, row = _first(rank, one)
            probability = float(gate.probabilities(row[None])[0])
            results.append(Result(probability, float(one.rightness[top]), one.abstain))
    return results


def worth(results: list[Result], threshold: float) -> float:
    """What a threshold is worth: 1 for a right outcome (right quote, or rightly nothing), 0 for a needless refusal,
    less than nothing for a wrong statement shown, since a wrong answer costs a press officer more than none.
    """
    values = []
    for one in results:
        if one.probability < threshold:
            values.append(float(one.abstain))
        else:
            values.append(one.rightness if one.rightness >= RIGHT else -WRONG)
    return float(np.mean(values))


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="report and write nothing")
    parser.add_argument("--encoder", default="bundled", help="encoder of the throwaway library")
    parser.add_argument("--reader", type=Path, default=READER_FOLDER, help="folder of an exported reader")
    given = parser.parse_args()
    shortlist, questions = asked(QUESTIONS, given.encoder, given.reader)
    results = held_out(questions)
    thresholds = np.linspace(0.05, 0.95, 91)
    threshold = float(thresholds[int(np.argmax([worth(results, candidate) for candidate in thresholds]))])
    report(results, threshold)
    rank, gate = fit_rank(questions), fit_gate(questions)
    for name, *weights in zip((*FEATURES, *ALONE), rank.weights, gate.weights, strict=False):
        print(f"  {name:20} rank {weights[0]:+.3f}  gate {weights[1]:+.3f}")
    for name, weight in zip(MARGINS, gate.weights[-len(MARGINS) :], strict=True):
        print(f"  {name:20}              gate {weight:+.3f}")
    if not given.dry_run:
        stored = {
            "version": date.today().isoformat(),
            "fitted_by": "python -m training.fit_evidence",
            "features": [*FEATURES, *ALONE, *MARGINS],
            "shortlist": _stored(shortlist),
            "rank": _stored(rank),
            "gate": _stored(gate),
            "threshold": round(threshold, 2),
        }
        OUT.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def report(results: list[Result], threshold: float) -> None:
    """Print the figures of a cross-validation."""
    answerable = [one for one in results if not one.abstain]
    refusable = [one.probability for one in results if one.abstain]
    right = [one.probability for one in answerable if one.rightness >= RIGHT]
    shown = [one for one in results if one.probability >= threshold]
    print(f"questions {len(results)}, held out by release; first sentence right {_mean(answerable, RIGHT):.3f}")
    print(f"right above unanswerable (AUC) {np.mean([a > b for a in right for b in refusable]):.3f}")
    print(f"threshold {threshold:.2f}: worth {worth(results, threshold):.3f}")
    print(f"  answerable answered {np.mean([one.probability >= threshold for one in answerable]):.3f}")
    print(f"  answers shown that are right {_mean(shown, RIGHT):.3f}")
    print(f"  unanswerable refused {np.mean([p < threshold for p in refusable]):.3f}")


def _mean(results: list[Result], least: float) -> float:
    return float(np.mean([one.rightness >= least for one in results]))


def _stored(fitted: Logistic) -> dict[str, list[float]]:
    arrays = {"mean": fitted.mean, "scale": fitted.scale, "weights": fitted.weights, "bias": [fitted.bias]}
    return {name: [round(float(value), 6) for value in values] for name, values in arrays.items()}


if __name__ == "__main__":
    main()

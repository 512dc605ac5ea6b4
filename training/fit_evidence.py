"""Fit the evidence model: which sentence answers, and from which probability on it is worth giving.

Asks questions of throwaway libraries, labels every sentence that the product would consider (the answer's words stand
in it, from a right release, or they do not), and fits the shortlist, the ranking and the gate: the tuning half of the
golden set over `samples/`, and the releases of `written/` that the reader was not trained on. The threshold is the one
that is worth most (`worth`) on the tuning questions under cross-validation over releases: they are asked as people ask,
while every second written question is a near miss. Writes `assistant/data/evidence.json` and prints what it measured.

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
from assistant.spelling import mended
from ingest.chunk import sentences
from ingest.sync import sync
from store.encoder import open_encoder
from store.errors import QuestionError
from store.index import ExactIndex
from store.language import fold
from store.library import Library
from store.types import Span
from training.written import Ask, Written, read_written, split

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "golden" / "tuning.jsonl"
FOLDS = 8
RIGHT = 0.5  # a quote that holds half of what was asked for counts as right
WRONG = 0.25  # what a wrong statement costs, beside 1 for a right outcome
RANK_PENALTY, GATE_C = 10.0, 0.1  # strength of the penalty on the weights, and its inverse
OUT = ROOT / "assistant" / "data" / "evidence.json"


@dataclass(frozen=True)
class Asked:
    """One question with the features of the sentences considered, and how right each one's quote is in [0, 1].

    `elsewhere` says that all the releases found are about another agreement, so that nothing is shown of them.
    """

    group: str
    abstain: bool
    written: bool
    elsewhere: bool
    features: NDArray[np.float64]
    rightness: NDArray[np.float64]


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
    """A question with every sentence that was considered, and the `ALONE` readings of each as it stands."""

    everything: Asked
    alone: NDArray[np.float64]


def asked(questions: list[Golden], folder: Path, encoder_name: str, reader: Path) -> list[Found]:
    """What the product would consider for each question over a folder of releases."""
    encoder = open_encoder(encoder_name)
    with tempfile.TemporaryDirectory() as home:
        library = Library(Path(home))
        sync(library, encoder, [str(folder)])
        retriever, selector = Retriever(library, ExactIndex(library), encoder), Selector(OnnxReader(reader))
        found = []
        for golden in questions:
            try:
                understood = understand(golden.q, golden.history)
            except QuestionError:  # « Qui s'en va ? » is a question to a reader, and nothing that can be searched for
                continue
            question = mended(expanded(understood, library), library)
            retrieved = retriever.retrieve(question)
            # Many written questions do not say which of the releases they are about; those say nothing here.
            if golden.written and Path(retrieved.hits[0].release.source).name not in golden.docs:
                continue
            considered, rows, _, others = selector.read(question, retrieved)
            rightness = [
                _rightness(golden, Path(hit.release.source).name, quote.of(hit.release.text))
                for hit, quote, _ in considered
            ]
            beyond = any(unit.hit.release.id in others for unit in considered)
            known = (golden.group, not golden.gold, golden.written, beyond)
            everything = Asked(*known, rows, np.array(rightness))
            alone = selector.alone(question, considered) if considered else np.zeros((0, len(ALONE)))
            found.append(Found(everything, alone))
        library.close()
    return found


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
            # How far a reading is behind the best one is counted among those that are read.
            alone = found[place].alone[first]
            behind = ALONE.index("alone_best")
            alone[:, behind] = alone[:, 0] - alone[:, 0].max(initial=-np.inf)
            short[place] = replace(
                one, features=np.hstack([one.features[first], alone]), rightness=one.rightness[first]
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
    Listwise Approach", 2007). Every question that has a right one counts the same.
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
    questions = [one for one in questions if not one.elsewhere]
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
    written: bool


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
            results.append(Result(probability, float(one.rightness[top]), one.abstain, one.written))
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
    with tempfile.TemporaryDirectory() as folder:
        held = written(split(read_written())[1], Path(folder))
        found = asked(tuning(QUESTIONS), ROOT / "samples", given.encoder, given.reader)
        found += asked(held, Path(folder), given.encoder, given.reader)
    shortlist, questions = shortlisted(found)
    results = held_out(questions)
    thresholds = np.linspace(0.05, 0.95, 91)
    own = [one for one in results if not one.written]
    threshold = float(thresholds[int(np.argmax([worth(own, candidate) for candidate in thresholds]))])
    report("tuning questions", own, threshold)
    report("written releases", [one for one in results if one.written], threshold)
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


def report(title: str, results: list[Result], threshold: float) -> None:
    """Print the figures of a cross-validation."""
    answerable = [one for one in results if not one.abstain]
    refusable = [one.probability for one in results if one.abstain]
    right = [one.probability for one in answerable if one.rightness >= RIGHT]
    shown = [one for one in results if one.probability >= threshold]
    print(f"{title} {len(results)}, held out by release; first sentence right {_mean(answerable, RIGHT):.3f}")
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

"""Fit the support model: which of a language model's sentences a release bears out.

The hand-written statements on the releases that are held out of the reader's training (`statements.py`) are each
checked against the whole of their release, as the product does. Writes `assistant/data/support.json` and prints what it
measured under cross-validation over releases.

    python -m training.fit_support [--dry-run] [--reader FOLDER]
"""

import argparse
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from assistant.evidence import Logistic
from assistant.question import understand
from assistant.reader import READER_FOLDER, OnnxReader
from assistant.support import FEATURES, Support
from assistant.types import Fault
from ingest.chunk import chunk
from store.encoder import open_encoder
from store.types import Hit, Passage, Release
from training.evaluate_reader import area
from training.statements import Said, read_statements, split_statements
from training.written import Written, read_written

OUT = Path(__file__).parents[1] / "assistant" / "data" / "support.json"
FOLDS, PENALTY = 10, 1.0
SHOWN = 0.7  # of the supported statements, as the threshold is set under cross-validation
AGAINST = ("used",)  # features that speak against a statement; all others speak for it
ELSEWHERE = "elsewhere"  # a supported statement, checked against another release


@dataclass(frozen=True)
class Checked:
    """One statement with what was found for it: its features, or what the hard checks say is wrong."""

    group: str
    why: str
    supported: bool
    fault: Fault | None
    features: NDArray[np.float64] | None


def hits(release: Written) -> list[Hit]:
    """The release's passages, as the product would cut them."""
    text = "\n\n".join(release.sentences[: len(release.sentences) // 2 + 1])
    rest = " ".join(release.sentences[len(release.sentences) // 2 + 1 :])
    text = f"{text}\n\n{rest}" if rest else text
    known = {"publisher": release.publisher, "published": date.fromisoformat(release.date) if release.date else None}
    own = Release(f"{release.file}-{release.number}", "", release.title, text, release.language, **known)
    return [
        Hit(Passage(f"{own.id}.{number}", number, piece.span, piece.section, piece.sentences), own)
        for number, piece in enumerate(chunk(text))
    ]


def checked(reader: Path) -> list[Checked]:
    """Every statement, checked."""
    support = Support(open_encoder("bundled"), OnnxReader(reader))
    releases = read_written()
    found = []
    for place, said in enumerate(split_statements(read_statements(releases))[1]):
        found.append(_checked(support, said, said.release, "supported" if said.supported else said.why))
        if said.supported:
            other = releases[(place * 37) % len(releases)]
            if other != said.release:
                found.append(_checked(support, said, other, ELSEWHERE))
    return found


def _checked(support: Support, said: Said, release: Written, why: str) -> Checked:
    asked = understand(said.text, language=said.language)
    result = support.features(asked, said.text, said.language, hits(release))
    fault = result if isinstance(result, str) else None
    group = f"{said.release.file}{said.release.number}"
    return Checked(group, why, why == "supported", fault, None if isinstance(result, str) else result[1])


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dry-run", action="store_true", help="report and write nothing")
    parser.add_argument("--reader", type=Path, default=READER_FOLDER, help="folder of an exported reader")
    given = parser.parse_args()
    found = checked(given.reader)
    weighed = [one for one in found if one.features is not None]
    features, labels = np.array([one.features for one in weighed]), np.array([one.supported for one in weighed])
    likely = np.zeros(len(weighed))
    for train, test in GroupKFold(FOLDS).split(features, groups=[one.group for one in weighed]):
        likely[test] = fit(features[train], labels[train]).probabilities(features[test])
    threshold = float(np.quantile(likely[labels], 1 - SHOWN))
    report(found, weighed, likely, labels, threshold)
    fitted = fit(features, labels)
    for name, weight in zip(FEATURES, fitted.weights, strict=True):
        print(f"  {name:16} {weight:+.3f}")
    if not given.dry_run:
        stored = {
            "version": date.today().isoformat(),
            "fitted_by": "python -m training.fit_support",
            "features": [*FEATURES],
            "mean": [round(float(value), 6) for value in fitted.mean],
            "scale": [round(float(value), 6) for value in fitted.scale],
            "weights": [round(float(value), 6) for value in fitted.weights],
            "bias": round(fitted.bias, 6),
            "threshold": round(threshold, 2),
        }
        OUT.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def fit(features: NDArray[np.float64], labels: NDArray[np.bool_]) -> Logistic:
    """A logistic regression in which no feature may count against what it is evidence for: false statements that keep
    close to a release's words must not teach that closeness is a bad sign.
    """
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    rows, signs = (features - mean) / scale, np.where(labels, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (rows @ weights[:-1] + weights[-1])
        pull = -signs / (1 + np.exp(margins))
        penalty = PENALTY / 2 * float(weights[:-1] @ weights[:-1])
        slope = np.append(rows.T @ pull + PENALTY * weights[:-1], pull.sum())
        return float(np.logaddexp(0, -margins).sum()) + penalty, slope

    bounds = [(None, 0.0) if name in AGAINST else (0.0, None) for name in FEATURES] + [(None, None)]
    found = minimize(loss, np.zeros(len(FEATURES) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    return Logistic(mean, scale, found[:-1], float(found[-1]))


def report(
    found: list[Checked],
    weighed: list[Checked],
    likely: NDArray[np.float64],
    labels: NDArray[np.bool_],
    threshold: float,
) -> None:
    """Print what the hard checks and the regression do, by what is wrong with a statement."""
    print(f"statements {len(found)}, of which the hard checks drop {len(found) - len(weighed)}")
    print(f"the rest, cross-validated over releases: AUC {area(likely[labels], likely[~labels]):.3f}")
    shown = {id(one) for one, probability in zip(weighed, likely, strict=True) if probability >= threshold}
    good = sum(one.supported for one in found if id(one) in shown)
    print(f"threshold {threshold:.2f}: {len(shown)} shown, of which supported {good / max(len(shown), 1):.3f}")
    for why in dict.fromkeys(one.why for one in found):
        own = [one for one in found if one.why == why]
        hard = [one.fault for one in own if one.fault]
        passed = sum(id(one) in shown for one in own)
        print(f"  {why:12} {len(own):3}: shown {passed:3}, dropped by the hard checks {len(hard)}")


if __name__ == "__main__":
    main()

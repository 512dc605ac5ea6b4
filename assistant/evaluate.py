"""Measuring answers against a golden file, by language direction and by kind.

A question is right when every element of `gold` has one alternative in the answer's text (case, accents and spaces
folded), one of `docs` is cited and the text is short enough; with `abstain`, when the status is not_found. A citation
is right when its quote holds a gold element and stands in one of `docs`; a hit when a passage does. Intervals hold 95 %
of 1,000 bootstrap samples of the questions.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.assistant import Assistant
from assistant.types import Answer
from store.errors import UsageError
from store.language import fold

_LONGEST = 600
_LONGEST_LIST = 1_500
_LISTS = ("list", "overview")
_RETRIEVED = 5
_SAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Golden:
    """One line of a golden file. `docs` are file names; `gold` holds, for each element, its alternatives."""

    id: str
    lang: str
    q: str
    history: list[Any]
    docs: list[str]
    kind: str
    gold: list[list[str]]
    abstain: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one question. `place` is the rank of the first passage found that holds a gold element."""

    golden: Golden
    direction: str
    right: bool
    answered: bool
    cited_right: float
    exact: bool
    place: int | None
    seconds: float
    text: str


def read_golden(path: Path) -> list[Golden]:
    """The questions of a golden file.

    :raises UsageError: it is not there, or a line is not one.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError("no_such_path", path=path) from error
    try:
        return [Golden(**json.loads(line)) for line in lines if line.strip()]
    except (ValueError, TypeError) as error:
        raise UsageError("unreadable", path=path, reason=error) from error


def measure(assistant: Assistant, questions: Sequence[Golden]) -> dict[str, Any]:
    """Every figure, overall, by direction and by kind; and the questions that failed, with what was said."""
    judged = [judge(assistant, question) for question in questions]
    groups: dict[str, list[Judged]] = {"all": judged}
    for one in judged:
        groups.setdefault(one.direction, []).append(one)
    for one in judged:
        groups.setdefault(f"kind {one.golden.kind}", []).append(one)
    return {
        "questions": len(judged),
        "groups": {name: _figures(group) for name, group in groups.items()},
        "failed": [
            {"id": one.golden.id, "q": one.golden.q, "abstain": one.golden.abstain, "text": one.text}
            for one in judged
            if not one.right
        ],
    }


def judge(assistant: Assistant, golden: Golden) -> Judged:
    """One question asked and compared with its gold."""
    started = time.perf_counter()
    answer = assistant.answer(golden.q, golden.history)
    seconds = time.perf_counter() - started
    names = [Path(citation.release.source).name for citation in answer.citations]
    languages = {citation.release.language for citation in answer.citations}
    if golden.abstain:
        right = answer.status == "not_found"
    else:
        right = _holds(answer.text, golden.gold) and any(name in golden.docs for name in names)
        right = right and len(answer.text) <= (_LONGEST_LIST if golden.kind in _LISTS else _LONGEST)
    carrying = [
        name in golden.docs and _carries(citation.quote, golden.gold)
        for name, citation in zip(names, answer.citations, strict=True)
    ]
    return Judged(
        golden=golden,
        direction=_direction(golden, assistant),
        right=right,
        answered=answer.status in ("answered", "partial"),
        cited_right=sum(carrying) / len(carrying) if carrying else 0.0,
        exact=_exact(assistant, answer),
        place=None if golden.abstain else _place(assistant, golden),
        seconds=seconds,
        text=answer.text if languages else answer.status,
    )


def _place(assistant: Assistant, golden: Golden) -> int | None:
    for place, hit in enumerate(assistant.search(golden.q, golden.history, _RETRIEVED), start=1):
        if Path(hit.release.source).name in golden.docs and _carries(hit.text, golden.gold):
            return place
    return None


def _direction(golden: Golden, assistant: Assistant) -> str:
    if golden.abstain:
        return "refuse"
    languages = {release.language for release in assistant.releases() if Path(release.source).name in golden.docs}
    return "same language" if golden.lang in languages else "across"


def _holds(text: str, gold: list[list[str]]) -> bool:
    folded = " ".join(fold(text).split())
    return all(any(" ".join(fold(form).split()) in folded for form in element) for element in gold)


def _carries(quote: str, gold: list[list[str]]) -> bool:
    return any(_holds(quote, [element]) for element in gold)


def _exact(assistant: Assistant, answer: Answer) -> bool:
    for citation in answer.citations:
        stored = assistant.release(citation.release.id)
        if stored is None or stored.text[citation.start : citation.end] != citation.quote:
            return False
    return True


# Column: the questions it is about, and what one of them counts for.
_RATES: dict[str, tuple[Callable[[Judged], bool], Callable[[Judged], float]]] = {
    "accuracy": (lambda one: True, lambda one: one.right),
    "hit@1": (lambda one: not one.golden.abstain, lambda one: one.place == 1),
    "hit@5": (lambda one: not one.golden.abstain, lambda one: one.place is not None),
    "citation precision": (lambda one: one.answered and not one.golden.abstain, lambda one: one.cited_right),
    "refusal precision": (lambda one: not one.answered, lambda one: one.golden.abstain),
    "refusal recall": (lambda one: one.golden.abstain, lambda one: not one.answered),
    "exact quotes": (lambda one: True, lambda one: one.exact),
}


def _figures(group: Sequence[Judged]) -> dict[str, Any]:
    seconds = [one.seconds for one in group]
    lengths = [len(one.text) for one in group if one.answered]
    precision, recall = (_rate(group, name)[0] for name in ("refusal precision", "refusal recall"))
    both = (precision or 0.0) + (recall or 0.0)
    figures: dict[str, Any] = {"n": len(group)}
    for name in _RATES:
        figures[name], figures[f"{name} interval"] = _rate(group, name)
    return figures | {
        "refusal F1": round(2 * (precision or 0.0) * (recall or 0.0) / both, 3) if both else None,
        "median characters": int(np.median(lengths)) if lengths else None,
        "p50 ms": round(1000 * float(np.percentile(seconds, 50)), 1),
        "p95 ms": round(1000 * float(np.percentile(seconds, 95)), 1),
    }


def _rate(group: Sequence[Judged], name: str) -> tuple[float | None, tuple[float, float] | None]:
    """A column's mean over the questions it is about, and its interval."""
    about, value = _RATES[name]
    values = np.array([float(value(one)) for one in group if about(one)])
    if not len(values):
        return None, None
    drawn = np.random.default_rng(0).choice(values, (_SAMPLES, len(values))).mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return round(float(values.mean()), 3), (round(float(low), 3), round(float(high), 3))


def table(report: dict[str, Any]) -> str:
    """The report as an aligned table."""
    names = [name for name in report["groups"]["all"] if not name.endswith(" interval")]
    lines = [f"{'':18}" + "".join(f"{name:>{_width(name)}}" for name in names)]
    for group, figures in report["groups"].items():
        cells = [f"{_cell(figures, name):>{_width(name)}}" for name in names]
        lines.append(f"{group:18}" + "".join(cells))
    return "\n".join(lines)


def _cell(figures: dict[str, Any], name: str) -> str:
    value, interval = figures[name], figures.get(f"{name} interval")
    if value is None:
        return "–"
    return f"{value:g}" if interval is None else f"{value:.2f} [{interval[0]:.2f} {interval[1]:.2f}]"


def _width(name: str) -> int:
    return max(19 if name in _RATES else 9, len(name) + 2)

"""Measuring answers against a golden file, by language direction and by kind.

A question is right when every element of `gold` has one alternative in the answer's text (case, accents and spaces
folded), one of `docs` is cited and the text is short enough; with `abstain`, when the status is not_found.
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
    """What became of one question."""

    golden: Golden
    direction: str
    right: bool
    answered: bool
    cited_right: float
    exact: bool
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
        seconds=seconds,
        text=answer.text if languages else answer.status,
    )


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


def _figures(group: Sequence[Judged]) -> dict[str, float | int | None]:
    answerable = [one for one in group if not one.golden.abstain]
    refused = [one for one in group if not one.answered]
    refusable = [one for one in group if one.golden.abstain]
    seconds = [one.seconds for one in group]
    return {
        "n": len(group),
        "accuracy": _mean(group, lambda one: one.right),
        "citation precision": _mean([one for one in answerable if one.answered], lambda one: one.cited_right),
        "refusal precision": _mean(refused, lambda one: one.golden.abstain),
        "refusal recall": _mean(refusable, lambda one: not one.answered),
        "exact quotes": _mean(group, lambda one: one.exact),
        "p50 ms": round(1000 * float(np.percentile(seconds, 50)), 1),
        "p95 ms": round(1000 * float(np.percentile(seconds, 95)), 1),
    }


def _mean(group: Sequence[Judged], value: Callable[[Judged], float]) -> float | None:
    return round(float(np.mean([value(one) for one in group])), 3) if group else None


def table(report: dict[str, Any]) -> str:
    """The report as an aligned table."""
    names = list(report["groups"]["all"])
    lines = [f"{'':18}" + "".join(f"{name:>20}" for name in names)]
    for group, figures in report["groups"].items():
        cells = ["–" if figures[name] is None else f"{figures[name]:g}" for name in names]
        lines.append(f"{group:18}" + "".join(f"{cell:>20}" for cell in cells))
    return "\n".join(lines)

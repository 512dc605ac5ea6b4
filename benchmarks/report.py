"""What was measured, as one aligned table: medians, the ratio of each pair, and the budget with its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_DIGITS = {"s": 2, "ms": 1, "/s": 0}


@dataclass(frozen=True, slots=True)
class Budget:
    """What a row may come to: at most a value, and at most or at least a ratio to the plain script."""

    most: float | None = None
    most_ratio: float | None = None
    least_ratio: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured, once per pair; `plain` is empty where the plain script has no such thing."""

    what: str
    unit: str
    ours: Sequence[float]
    plain: Sequence[float] = ()
    budget: Budget | None = None

    @property
    def ratios(self) -> list[float]:
        """Ours by plain, pair by pair."""
        return [ours / plain for ours, plain in zip(self.ours, self.plain, strict=True)] if self.plain else []


def table(rows: Sequence[Row]) -> str:
    """The rows, aligned."""
    head = ["what", "ours", "plain", "ratio (min–max)", "budget"]
    cells = [head] + [
        [row.what, _value(row.ours, row.unit), _value(row.plain, row.unit), _ratio(row.ratios), _budget(row)]
        for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    lines = []
    for line in cells:
        numbers = [cell.rjust(width) for cell, width in zip(line[1:4], widths[1:4], strict=True)]
        lines.append("  ".join([line[0].ljust(widths[0]), *numbers, line[4]]))
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def _value(values: Sequence[float], unit: str) -> str:
    return f"{median(values):,.{_DIGITS[unit]}f} {unit}" if values else "–"


def _ratio(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})" if ratios else "–"


def _budget(row: Row) -> str:
    budget = row.budget
    if budget is None:
        return "–"
    limits = []
    met = True
    if budget.most is not None:
        limits.append(f"≤ {budget.most:g} {row.unit}")
        met &= median(row.ours) <= budget.most
    if budget.most_ratio is not None:
        limits.append(f"≤ {budget.most_ratio:g} ×")
        met &= median(row.ratios) <= budget.most_ratio
    if budget.least_ratio is not None:
        limits.append(f"≥ {budget.least_ratio:g} ×")
        met &= median(row.ratios) >= budget.least_ratio
    note = f" ({budget.note})" if budget.note else ""
    return f"{' and '.join(limits)}{note}: {'met' if met else 'MISSED'}"

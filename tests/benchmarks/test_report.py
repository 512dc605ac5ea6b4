"""The table of a measurement."""

import pytest

from benchmarks.report import Budget, Row, table


@pytest.mark.parametrize(
    ("ours", "plain", "budget", "verdict"),
    [
        ([1.0, 1.2], [4.0, 6.0], Budget(most=1.5, most_ratio=0.25), "≤ 1.5 s and ≤ 0.25 ×: met"),
        ([1.0, 1.2], [2.0, 2.0], Budget(most=1.5, most_ratio=0.25), "≤ 1.5 s and ≤ 0.25 ×: MISSED"),
        ([3.0, 3.0], [2.0, 2.0], Budget(least_ratio=2), "≥ 2 ×: MISSED"),
        ([3.0], [], None, "–"),
    ],
)
def test_a_row_says_whether_its_budget_is_met(
    ours: list[float], plain: list[float], budget: Budget | None, verdict: str
) -> None:
    assert table([Row("what", "s", ours, plain, budget)]).endswith(f"  {verdict}")


def test_ratios_are_taken_pair_by_pair() -> None:
    assert "0.50 (0.25–2.00)" in table([Row("what", "ms", [1.0, 2.0, 1.0], [4.0, 1.0, 2.0])])

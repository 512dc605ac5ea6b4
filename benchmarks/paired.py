"""Ours against the plain script: the same files, the same model, the same machine, in turns within one run.

Run: `python -m benchmarks.paired [--releases N] [--pairs K] [--warm N]`, or `… --scale` for 10,000 passages
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.corpus import Question, questions, write
from benchmarks.processes import OURS, PLAIN, Run, Worker, page_seconds, run
from benchmarks.report import Budget, Row, table
from benchmarks.scale import measure_scale

NOTES = (
    "ours cuts smaller passages, hence more of them, and passages per second favour it; characters per second do not",
    "the plain script's chunks of 512 tokens are longer than what its model reads (256): the rest is never encoded",
    "the plain script keeps no ledger: its unchanged re-ingest encodes everything again",
    "cold means a new process; the files that it reads are in the page cache",
)


@dataclass(frozen=True, slots=True)
class Homes:
    """Where the libraries of one pair are."""

    ours: Path
    plain: Path


@dataclass(frozen=True, slots=True)
class Ingests:
    """The four runs of one pair over the same files: each side's first ingest, and its second."""

    ours: Run
    plain: Run
    ours_again: Run
    plain_again: Run


@dataclass(frozen=True, slots=True)
class Round:
    """Each side's milliseconds over one round of questions, and how many it answered from the right release."""

    ours: tuple[float, ...]
    plain: tuple[float, ...]
    ours_right: int
    plain_right: int


def ingest(folder: Path, homes: Homes) -> Ingests:
    """One pair of ingests, and of second ingests of the same files."""
    ours = (*OURS, "ingest", str(folder), "--home", str(homes.ours))
    plain = (*PLAIN, "ingest", str(folder), "--home", str(homes.plain))
    return Ingests(run(*ours), run(*plain), run(*ours), run(*plain))


def ask_cold(question: Question, homes: Homes) -> tuple[float, float]:
    """Seconds of one pair of whole processes that answer one question."""
    ours = run(*OURS, "ask", question.text, "--home", str(homes.ours))
    plain = run(*PLAIN, "ask", question.text, "--home", str(homes.plain))
    return ours.seconds, plain.seconds


def ask_warm(asked: Sequence[Question], ours: Worker, plain: Worker) -> Round:
    """One round of questions, each asked of both sides in turn."""
    replies = [(question.name, ours.ask(question.text), plain.ask(question.text)) for question in asked]
    return Round(
        ours=tuple(mine.ms for _, mine, _ in replies),
        plain=tuple(theirs.ms for _, _, theirs in replies),
        ours_right=sum(name in mine.files for name, mine, _ in replies),
        plain_right=sum(name in theirs.files for name, _, theirs in replies),
    )


def ingest_rows(pairs: Sequence[Ingests], characters: int, passages: tuple[int, int]) -> list[Row]:
    """Seconds and speeds of ingest. Passages differ between the sides, so characters are given too."""
    ours, plain = ([pair.ours.seconds for pair in pairs], [pair.plain.seconds for pair in pairs])
    again = ([pair.ours_again.seconds for pair in pairs], [pair.plain_again.seconds for pair in pairs])
    twice = Budget(least_ratio=2)
    return [
        Row("ingest, whole process", "s", ours, plain),
        Row("ingest, passages", "/s", [passages[0] / s for s in ours], [passages[1] / s for s in plain], twice),
        Row("ingest, characters of the files", "/s", [characters / s for s in ours], [characters / s for s in plain]),
        Row("re-ingest of unchanged files", "s", *again),
    ]


def warm_rows(rounds: Sequence[Round]) -> list[Row]:
    """Median and 95th percentile of each round."""

    def at(percent: int) -> tuple[list[float], list[float]]:
        sides = ([one.ours for one in rounds], [one.plain for one in rounds])
        ours, plain = ([float(np.percentile(ms, percent)) for ms in side] for side in sides)
        return ours, plain

    note = "meant for 10,000 passages: --scale"
    return [
        Row("warm answer, p50", "ms", *at(50), Budget(most=100, note=note)),
        Row("warm answer, p95", "ms", *at(95), Budget(most=250, note=note)),
    ]


def start_rows(home: Path, pairs: int) -> list[Row]:
    """What the plain script has no counterpart for."""
    page = [page_seconds(home) for _ in range(pairs)]
    helped = [run(*OURS, "--help").seconds for _ in range(pairs)]
    imported = [run("-c", "import assistant").seconds for _ in range(pairs)]
    return [
        Row("page ready after serve", "s", page, (), Budget(most=6)),
        Row("partnerships --help", "s", helped, (), Budget(most=0.5)),
        Row("import assistant", "s", imported, (), Budget(most=0.5)),
    ]


def measure(folder: Path, releases: int, pairs: int, warm: int) -> None:
    """Measures everything in `folder`, and prints the table."""
    characters = write(folder / "releases", releases)
    homes = [Homes(folder / f"ours-{number}", folder / f"plain-{number}") for number in range(pairs)]
    ingests = []
    for number, pair in enumerate(homes, start=1):
        _say(f"ingest, pair {number} of {pairs}")
        ingests.append(ingest(folder / "releases", pair))
    status = json.loads(run(*OURS, "status", "--json", "--home", str(homes[0].ours)).output)
    passages = (int(status["passages"]), int(ingests[0].plain.output.split()[0]))
    asked = questions(releases, warm * (pairs + 1))
    _say("cold questions")
    cold = [ask_cold(question, homes[0]) for question in asked[:pairs]]
    _say("warm questions")
    with Worker("ours", homes[0].ours) as ours, Worker("plain", homes[0].plain) as plain:
        ask_warm(asked[:warm], ours, plain)  # not counted: the first questions fill caches
        rounds = [ask_warm(asked[warm * n : warm * (n + 1)], ours, plain) for n in range(1, pairs + 1)]
    _say("starts")
    cold_budget = Budget(most=1.5, most_ratio=0.25)
    rows = [
        Row("cold ask, whole process", "s", [pair[0] for pair in cold], [pair[1] for pair in cold], cold_budget),
        *warm_rows(rounds),
        *ingest_rows(ingests, characters, passages),
        *start_rows(homes[0].ours, pairs),
    ]
    print(f"{releases} releases, {characters:,} characters: {passages[0]} passages (ours), {passages[1]} (plain)")
    print(f"{pairs} pairs; {warm} warm questions each; encoder of ours: {status['encoder']}")
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}\n")
    print(table(rows))
    right = (sum(one.ours_right for one in rounds), sum(one.plain_right for one in rounds))
    print(f"\nwarm questions answered from the right release: ours {right[0]}, plain {right[1]}, of {warm * pairs}")
    print("\n".join(f"- {note}" for note in NOTES))


def main() -> None:
    """The script's entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--releases", type=int, default=200, help="releases to ingest")
    parser.add_argument("--pairs", type=int, default=3, help="times that everything is measured")
    parser.add_argument("--warm", type=int, default=40, help="warm questions in each pair")
    parser.add_argument("--scale", action="store_true", help="measure ours alone over 10,000 passages and releases")
    given = parser.parse_args()
    if min(given.releases, given.pairs, given.warm) < 1:
        parser.error("--releases, --pairs and --warm must be 1 or more")
    with TemporaryDirectory(prefix="partnerships-benchmark-") as folder:
        if given.scale:
            measure_scale(Path(folder), given.pairs, given.warm)
        else:
            measure(Path(folder), given.releases, given.pairs, given.warm)


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr)


if __name__ == "__main__":
    main()

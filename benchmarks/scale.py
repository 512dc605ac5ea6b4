"""Ours at the size that the budgets speak of: answers over 10,000 passages, re-ingest of 10,000 unchanged releases.

The vectors are random ones of unit length, since encoding so many takes minutes, and an hour with a larger model.
Chroma works as hard for them as for real ones; which passages they find means nothing, so no answer is judged.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.corpus import questions, write
from benchmarks.processes import OURS, Launcher
from benchmarks.report import Budget, Row, table
from ingest.sync import sync
from store.encoder import Vectors, open_encoder
from store.library import Library

PASSAGES = 10_000
RELEASES = 10_000
_DIMENSION = 384
_PROBE = 100  # releases that tell how many passages one gives


class RandomEncoder:
    """Random unit vectors under the bundled encoder's name, so that the library opens with the bundled one."""

    def __init__(self) -> None:
        self.fingerprint = open_encoder().fingerprint
        self._random = np.random.default_rng(7)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """See `store.encoder.Encoder`."""
        return self.encode_passage(texts)

    def encode_passage(self, texts: Sequence[str]) -> Vectors:
        """See `store.encoder.Encoder`."""
        rows = self._random.standard_normal((len(texts), _DIMENSION)).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def build(home: Path, folder: Path) -> int:
    """How many passages the library in `home` holds, once it is made from the files of `folder`."""
    library = Library(home)
    sync(library, RandomEncoder(), [str(folder)])
    passages = library.passage_count()
    library.close()
    return passages


def measure_scale(launch: Launcher, folder: Path, pairs: int, warm: int) -> None:
    """Measures at full size in `folder`, and prints the table."""
    write(folder / "probe", _PROBE)
    releases = _PROBE * PASSAGES // build(folder / "probe-home", folder / "probe")
    write(folder / "long", releases)
    passages = _built("long releases", folder / "long-home", folder / "long")
    write(folder / "tiny", RELEASES, tiny=True)
    _built("tiny releases", folder / "tiny-home", folder / "tiny")
    again = [
        launch.run(*OURS, "ingest", str(folder / "tiny"), "--home", str(folder / "tiny-home")).seconds
        for _ in range(pairs)
    ]
    asked = questions(releases, warm * (pairs + 1))
    home = folder / "long-home"
    cold = [launch.run(*OURS, "ask", question.text, "--home", str(home)).seconds for question in asked[:pairs]]
    with launch.worker("ours", home) as ours:
        rounds = [
            [ours.ask(question.text).ms for question in asked[warm * n : warm * (n + 1)]] for n in range(pairs + 1)
        ][1:]  # the first questions fill caches
    rows = [
        Row("cold ask, whole process", "s", cold, (), Budget(most=1.5)),
        Row("warm answer, p50", "ms", [float(np.percentile(ms, 50)) for ms in rounds], (), Budget(most=100)),
        Row("warm answer, p95", "ms", [float(np.percentile(ms, 95)) for ms in rounds], (), Budget(most=250)),
        Row(f"re-ingest, {RELEASES:,} unchanged files", "s", again, (), Budget(most=5)),
    ]
    print(
        f"{passages:,} passages of {releases:,} releases, with random unit vectors; {pairs} × {warm} warm questions\n"
    )
    print(table(rows))


def _built(what: str, home: Path, folder: Path) -> int:
    started = time.perf_counter()
    passages = build(home, folder)
    print(f"… {passages:,} passages of {what} stored in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return passages

"""Child processes with a clock: whole runs, workers that stay open, and the page. None outlives the measurement."""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[1]
LONGEST = 900.0  # seconds after which a child that hangs is ended
OURS = ("-m", "assistant.cli")
PLAIN = ("-m", "benchmarks.plain")
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",
}


class ChildFailedError(Exception):
    """A measured process did not do what it was started for; its last words are the message."""


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run of a process: how long it took, and what it printed."""

    seconds: float
    output: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A worker's answer: how long it took, and the names of the files that it rests on."""

    ms: float
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Launcher:
    """Starts children. `encoder` is the one that ours uses: `bundled`, or a sentence-transformers folder."""

    encoder: str = "bundled"

    def run(self, *arguments: str) -> Run:
        """A run of Python with these arguments, from its start to its end.

        :raises ChildFailedError: it failed or took too long.
        """
        started = time.perf_counter()
        try:
            done = subprocess.run(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=_environment(self.encoder),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=LONGEST,
            )
        except subprocess.TimeoutExpired as error:
            raise ChildFailedError(f"{' '.join(arguments)}: not done after {LONGEST:.0f} s") from error
        seconds = time.perf_counter() - started
        if done.returncode:
            raise ChildFailedError(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stderr[-2000:]}")
        return Run(seconds, done.stdout)

    def worker(self, side: str, home: Path) -> "Worker":
        """One side (`ours` or `plain`) over the library in `home`, to be kept open as a context manager."""
        return Worker(Child(_environment(self.encoder), "-m", "benchmarks.worker", side, str(home)))

    def page_seconds(self, home: Path) -> float:
        """How long it takes from `serve` until the page says that it is well."""
        started = time.perf_counter()
        with Child(_environment(self.encoder), *OURS, "serve", "--port", "0", "--home", str(home)) as child:
            line = child.line()
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            if address is None:
                raise ChildFailedError(f"serve did not say its address: {line!r}")
            # The socket listens before the page is up, so one request waits for it.
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with direct.open(f"{address.group()}/healthz", timeout=60) as response:
                response.read()
            return time.perf_counter() - started


class Child:
    """A process that is talked to by lines; ended when left, or when it has run too long."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )
        self._deadline = threading.Timer(LONGEST, self._process.kill)

    def __enter__(self) -> "Child":
        self._deadline.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._deadline.cancel()
        self._process.terminate()
        try:
            self._process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        self._errors.close()

    def tell(self, line: str) -> None:
        """Nothing; the child receives the line."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def line(self) -> str:
        """The next line that it prints.

        :raises ChildFailedError: it ended instead.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            raise ChildFailedError(f"{self._process.args!r} ended early\n{self._errors.read()[-2000:]}")
        return line


class Worker:
    """One side, open and ready; see `Launcher.worker`."""

    def __init__(self, child: Child) -> None:
        self._child = child

    def __enter__(self) -> "Worker":
        self._child.__enter__()
        self._read()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._child.__exit__(kind, error, at)

    def ask(self, question: str) -> Reply:
        """The side's answer."""
        self._child.tell(json.dumps(question))
        reply = self._read()
        return Reply(reply["ms"], tuple(reply["files"]))

    def _read(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self._child.line())
        return read


def _environment(encoder: str) -> dict[str, str]:
    """What the children see: no network, no settings of the user's, bytecode kept as an installed package keeps it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARTNERSHIPS_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    no_settings = str(Path(tempfile.gettempdir()) / "no-settings-of-the-users")
    return kept | _OFFLINE | {"PARTNERSHIPS_ENCODER": encoder, "XDG_CONFIG_HOME": no_settings}

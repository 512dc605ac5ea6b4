"""A side kept open in a process of its own: questions come in as JSON lines, answers with their time go out.

Run by `benchmarks.processes.Worker`: `python -m benchmarks.worker ours|plain HOME`
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

# Gives the names of the files that an answer rests on.
Ask = Callable[[str], list[str]]


def ours(home: Path) -> Ask:
    """Our assistant, open."""
    # Inside the function: each side loads its own libraries and not the other's.
    from assistant.build import open_assistant
    from store.config import read_settings

    assistant = open_assistant(read_settings(home=home))

    def ask(question: str) -> list[str]:
        answer = assistant.answer(question)
        return [Path(citation.release.source).name for citation in answer.citations]

    return ask


def plain(home: Path) -> Ask:
    """The plain script, open."""
    from benchmarks.plain import Plain

    script = Plain(home)
    return lambda question: [script.ask(question).file]


SIDES = {"ours": ours, "plain": plain}


def main() -> None:
    """The script's entry."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # what a library prints must not come between the answers
    ask = SIDES[sys.argv[1]](Path(sys.argv[2]))
    print("{}", file=answers)
    for line in sys.stdin:
        question = json.loads(line)
        started = time.perf_counter()
        files = ask(question)
        print(json.dumps({"ms": 1000 * (time.perf_counter() - started), "files": files}), file=answers)


if __name__ == "__main__":
    main()

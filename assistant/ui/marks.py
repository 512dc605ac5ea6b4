"""Which [n] of an answer's text are citation marks: those that the program wrote.

A quote is word for word, with the footnote marks of its release, and these look the same. So a mark is known by its
place, behind a statement that bears its number, and never by its looks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Statement
from store.types import Span

_MARK = re.compile(r" ?\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation's number where it stands in a text; the space before it is part of it."""

    span: Span
    number: int


def marks(text: str, statements: Sequence[Statement], short: str | None = None) -> tuple[Mark, ...]:
    """The marks in the order of the text: behind the short answer, if there is one, then behind each statement."""
    brief = [Statement(short, statements[0].citations)] if short and statements else []
    found: list[Mark] = []
    for statement in (*brief, *statements):
        found += _behind(text, statement, found[-1].span.end if found else 0)
    return tuple(found)


def _behind(text: str, statement: Statement, start: int) -> list[Mark]:
    """The marks of one statement, which stands at `start` or begins a later paragraph.

    The line that names a release may hold the same words in its title, and a mark behind them.
    """
    place = text.find(statement.text, start)
    while place >= 0:
        opens = place <= start + 1 or text.endswith("\n\n", 0, place)
        if opens and (run := _run(text, place + len(statement.text), statement.citations)):
            return run
        place = text.find(statement.text, place + 1)
    return []


def _run(text: str, start: int, numbers: Sequence[int]) -> list[Mark]:
    """The marks with exactly these numbers that begin at `start`, or none."""
    run: list[Mark] = []
    for number in numbers:
        mark = _MARK.match(text, start)
        if mark is None or int(mark[1]) != number:
            return []
        run.append(Mark(Span(*mark.span()), number))
        start = mark.end()
    return run

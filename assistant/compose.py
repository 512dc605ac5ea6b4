"""Which evidence makes the answer: enough to cover what was asked, and no more."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.evidence import Evidence
from assistant.question import Question

_ROOM = 900  # characters of quotes, so that an answer stays one that is read
_EITHER = 450  # of two quotes of which one answers, where no list is asked for


class Choice(NamedTuple):
    """The evidence to show, best first; whether it covers every kind that was asked for; and whether it is two quotes
    of which one answers, the first more likely than the second.
    """

    shown: list[Evidence]
    complete: bool
    either: bool = False


def choose(question: Question, evidence: Sequence[Evidence], threshold: float, close: float) -> Choice:
    """What to show of the evidence, which comes best first.

    The gate is here: when the first is below the threshold nothing is shown, since what ranks behind it is answer
    enough even less often. What is as near as `close` behind it, in logits, is shown with it: where the ranking hardly
    tells two sentences apart, a reader can. A question about the whole library gets the best of each release that
    is as near, and is never covered.
    """
    if not evidence or evidence[0].probability < threshold:
        return Choice([], False)
    sure = [one for one in evidence if one.probability >= threshold]
    if question.surveys:
        return Choice(_one_of_each([sure[0], *(one for one in sure[1:] if one.behind <= close)]), complete=False)
    chosen = [sure[0]]
    # What settles a yes-no question is asked for by nobody: its kind of value is a hint.
    wanted = question.kinds[:1] if question.kinds[0] == "yes_no" else question.kinds
    missing = [kind for kind in wanted if kind not in sure[0].carries]
    for kind in missing:
        other = next((one for one in sure if kind in one.carries and one.release.id == sure[0].release.id), None)
        if other is not None and other not in chosen and _fits(chosen, other, _ROOM):
            chosen.append(other)
    room = _ROOM if question.kinds[0] in ("list", "overview") else _EITHER
    second = evidence[1:2] if len(chosen) == 1 else ()
    either = [one for one in second if one.probability and one.behind <= close and _fits(chosen, one, room)]
    shown = [*chosen, *either]
    covered = frozenset().union(*(one.carries for one in shown))
    return Choice(shown, all(kind in covered for kind in wanted), bool(either))


def _one_of_each(sure: Sequence[Evidence]) -> list[Evidence]:
    """The best of each release, as far as there is room."""
    chosen: list[Evidence] = []
    for one in sure:
        if one.release.id not in {other.release.id for other in chosen} and (not chosen or _fits(chosen, one, _ROOM)):
            chosen.append(one)
    return chosen


def _fits(chosen: Sequence[Evidence], other: Evidence, room: int) -> bool:
    return sum(len(one.text) for one in chosen) + len(other.text) <= room

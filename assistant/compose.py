"""Which evidence makes the answer: enough to cover what was asked, and no more."""

from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.question import Question

_MOST = 3
_ROOM = 900  # characters of quotes, so that an answer stays one that is read


def choose(question: Question, evidence: Sequence[Evidence], threshold: float) -> tuple[list[Evidence], bool]:
    """The evidence to show, best first, and whether it covers every kind that was asked for.

    The gate is here: nothing below the threshold is shown.
    """
    sure = [one for one in evidence if one.probability >= threshold]
    if not sure:
        return [], False
    chosen = [sure[0]]
    # What settles a yes-no question is asked for by nobody: its kind of value is a hint.
    wanted = question.kinds[:1] if question.kinds[0] == "yes_no" else question.kinds
    missing = [kind for kind in wanted if kind not in sure[0].carries]
    for kind in missing:
        other = next((one for one in sure if kind in one.carries and one.release.id == sure[0].release.id), None)
        if other is not None and other not in chosen and _fits(chosen, other):
            chosen.append(other)
    covered = frozenset().union(*(one.carries for one in chosen))
    return chosen[:_MOST], all(kind in covered for kind in wanted)


def _fits(chosen: Sequence[Evidence], other: Evidence) -> bool:
    return sum(len(one.text) for one in chosen) + len(other.text) <= _ROOM

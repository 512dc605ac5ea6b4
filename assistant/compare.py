"""A question about two releases is asked of each: what it says of the others is left out.

What is compared by one measure ("which is older") is asked for by that measure (`data/compare.toml`).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from string import Template

from assistant.elsewhere import Whole, named
from assistant.kinds import Kind
from assistant.mentions import stored, without
from assistant.names import holds
from assistant.question import Question
from assistant.retrieve import Retrieved
from store.errors import QuestionError
from store.language import fold, words
from store.types import Release

_MOST = 3  # releases in one answer
_PASSAGES = 4  # read of each

Search = Callable[[str], tuple[Question, Retrieved]]


def parts(question: Question, retrieved: Retrieved, search: Search) -> list[tuple[Question, Retrieved]]:
    """The question as it is asked of each release, with that release's passages; empty when it is about one.

    It is about several when it sets agreements side by side and no release found holds all of its names, but some
    releases do together, each with a name that the others lack.

    :param search: understands another wording of the question and finds its passages; asked for each part, and for
        names that no release found so far holds.
    """
    if not question.compares:
        return []
    question = named(question, (hit.release for hit in retrieved.hits))
    if len(question.names) < 2:
        return []
    chosen, covered = _cover(question, retrieved)
    if len(chosen) == 1 and covered != frozenset(question.names):
        _, again = _without(question, covered, search)
        chosen, covered = _cover(question, replace(retrieved, hits=(*retrieved.hits, *again.hits)))
    if len(chosen) < 2:
        return []
    found = [_part(question, release, covered - _held(question, release), search) for release in chosen]
    return found if all(own.hits for _, own in found) else []


def _cover(question: Question, retrieved: Retrieved) -> tuple[list[Release], frozenset[str]]:
    """Releases that hold the question's names together, the one that holds most first; and the names they hold."""
    releases = list({hit.release.id: hit.release for hit in retrieved.hits}.values())
    held = {release.id: _held(question, release) for release in releases}
    chosen: list[Release] = []
    covered: frozenset[str] = frozenset()
    while len(chosen) < _MOST:
        # Of releases that add as much, the one that holds most, then the one whose passage came first.
        best = max(releases, key=lambda one: (len(held[one.id] - covered), len(held[one.id])), default=None)
        if best is None or not held[best.id] - covered:
            break
        chosen.append(best)
        covered |= held[best.id]
    # The first may have turned out to add nothing to those after it.
    needed = [one for one in chosen if held[one.id] - frozenset().union(*(held[o.id] for o in chosen if o is not one))]
    return needed or chosen[:1], covered


def _held(question: Question, release: Release) -> frozenset[str]:
    """The names of the question that stand in a release, in any of their forms."""
    held = Whole.of(release).terms
    return frozenset(
        word.word for word in question.words[release.language] if word.word in question.names and holds(word, held)
    )


def _part(question: Question, release: Release, others: frozenset[str], search: Search) -> tuple[Question, Retrieved]:
    """The question as it is asked of one release, with the best passages of that release."""
    measure = _measure(question)
    if measure:
        said = dict.fromkeys(words(question.searched_for, question.spoken))
        own = [word for word in said if fold(word) in question.names and fold(word) not in others]
        ask = Template(stored()["measure"][measure]["ask"][question.spoken])
        asked, found = search(ask.substitute(names=" ".join(own)))
    else:
        asked, found = _without(question, others, search)
    hits = tuple(hit for hit in found.hits if hit.release.id == release.id)[:_PASSAGES]
    return replace(asked, language=question.language), replace(found, hits=hits, more=())


def _without(question: Question, others: frozenset[str], search: Search) -> tuple[Question, Retrieved]:
    """The question without the agreements that names belong to; as it is when nothing else would be left."""
    try:
        return search(without(question.searched_for, others, question.spoken))
    except QuestionError:
        return search(question.searched_for)


def _measure(question: Question) -> Kind | None:
    folded = fold(question.searched_for)
    for measure, row in stored()["measure"].items():
        if re.search(rf"\b(?:{'|'.join(row[question.spoken])})\b", folded):
            found: Kind = measure
            return found
    return None

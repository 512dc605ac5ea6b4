"""A question about two releases is asked of each: what it says of the others is left out."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.question import Question
from assistant.retrieve import Retrieved
from store.language import terms
from store.types import Release

_MOST = 3  # releases in one answer
_PASSAGES = 3  # read of each


def parts(question: Question, retrieved: Retrieved) -> list[tuple[Question, Retrieved]]:
    """The question as it is asked of each release, with that release's passages; empty when it is about one.

    It is about several when it sets agreements side by side and no release found holds all of its names, but some
    releases do together, each with a name that the others lack.
    """
    if not question.compares or len(question.names) < 2:
        return []
    releases = list({hit.release.id: hit.release for hit in retrieved.hits}.values())
    held = {release.id: _held(question, release) for release in releases}
    chosen: list[Release] = []
    covered: frozenset[str] = frozenset()
    while len(chosen) < _MOST:
        # Of releases that add as much, the one whose passage came first.
        best = max(releases, key=lambda release: len(held[release.id] - covered), default=None)
        if best is None or not held[best.id] - covered:
            break
        chosen.append(best)
        covered |= held[best.id]
    if len(chosen) < 2:
        return []
    return [_part(question, retrieved, release.id, covered - held[release.id]) for release in chosen]


def _held(question: Question, release: Release) -> frozenset[str]:
    """The names of the question that stand in a release, in any of their forms."""
    stored = frozenset(terms(f"{release.header}\n{release.text}", release.language))
    return frozenset(
        word.word
        for word in question.words[release.language]
        if word.word in question.names and any(term in stored for term, _ in word.alternatives)
    )


def _part(question: Question, retrieved: Retrieved, release: str, others: frozenset[str]) -> tuple[Question, Retrieved]:
    def without(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in others)

    words = {
        language: tuple(word for word in own if word.word not in others) for language, own in question.words.items()
    }
    own = tuple(hit for hit in retrieved.hits if hit.release.id == release)[:_PASSAGES]
    return replace(question, names=without(question.names), words=words), replace(retrieved, hits=own)

"""What the page asks of the assistant behind it: the verbs that `assistant.assistant.Assistant` has."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from assistant.types import Answer, Event
from store.types import Coverage, Language, Release

# An earlier turn: a question, or a {"role", "content"} message.
Turned = str | Mapping[str, str]


class Answering(Protocol):
    """Answers questions, and knows what it can answer from. Safe to call from many threads."""

    def answer(
        self,
        question: str,
        history: Sequence[Turned] = (),
        language: Language | None = None,
        model: str | None = None,
    ) -> Answer:
        """The whole answer at once."""
        ...

    def stream(
        self,
        question: str,
        history: Sequence[Turned] = (),
        language: Language | None = None,
        model: str | None = None,
    ) -> Iterator[Event]:
        """Searching, then a StatementReady for each statement, then Done; Withdrawn where others follow instead.

        A generator is closed when nobody waits for the rest.
        """
        ...

    def models(self) -> tuple[str, ...]:
        """The names of the configured language models, the default first; `stream` takes one of them as `model`, and
        "none" for quotes alone.
        """
        ...

    def coverage(self) -> Coverage:
        """What the library holds now."""
        ...

    def release(self, release_id: str) -> Release | None:
        """A stored release, or None where there is none with this id."""
        ...

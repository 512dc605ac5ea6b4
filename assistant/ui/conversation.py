"""One visitor's conversation as values: turns, what of them is told to the assistant, and how a turn grows.

No HTML and no Gradio here; `messages` and `cards` write what these values say.
"""

import logging
from collections.abc import Generator
from dataclasses import dataclass, replace

from assistant.types import Answer, Citation, Done, Event, Searching, Statement, StatementReady, Withdrawn
from assistant.ui.contract import Answering
from assistant.ui.marks import Mark, marks
from assistant.ui.words import NOBODY, word
from store.errors import UserError
from store.types import Language

_log = logging.getLogger(__name__)

# Earlier turns that are told to the assistant, and characters of a question that are kept with its turn.
REMEMBERED = 8
KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and as much of its answer as has arrived.

    `written` says that a language model was asked, `fault` what to say when no answer can come, and `stopped` that
    the visitor did not wait for the rest.
    """

    number: int
    question: str
    written: bool = False
    searched_for: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    fault: str | None = None
    stopped: bool = False

    @property
    def text(self) -> str:
        """The answer's words with their [n] marks: the statements so far, then the answer's own text."""
        if self.answer is not None:
            return self.answer.text
        return "\n\n".join(
            " ".join((statement.text, *(f"[{number}]" for number in statement.citations)))
            for statement in self.statements
        )

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The citation marks of `text`."""
        if self.answer is not None:
            return marks(self.answer.text, self.answer.statements, self.answer.short)
        return marks(self.text, self.statements)

    @property
    def pending(self) -> bool:
        """Whether more is to come."""
        return self.answer is None and self.fault is None and not self.stopped


Turns = tuple[Turn, ...]


def history(turns: Turns) -> list[dict[str, str]]:
    """The earlier turns as messages, oldest first: plain words, no marks, nothing that was refused or stopped."""
    messages = []
    for turn in turns[-REMEMBERED:]:
        if turn.answer is None or turn.answer.status == "refused":
            continue
        messages.append({"role": "user", "content": turn.question})
        messages.append({"role": "assistant", "content": _told(turn.answer)})
    return messages


def _told(answer: Answer) -> str:
    """The answer's text, and the releases that the panel lists under it, so that one of them can be asked for."""
    listed = "\n".join(f"{place}. {source.title}" for place, source in enumerate(answer.nearest, 1))
    return f"{unmarked(answer)}\n\n{listed}" if listed else unmarked(answer)


def unmarked(answer: Answer) -> str:
    """The answer's text without its citation marks; what looks like one in a quote stays."""
    text = answer.text
    for mark in reversed(marks(text, answer.statements, answer.short)):
        text = text[: mark.span.start] + text[mark.span.end :]
    return text


def grown(turn: Turn, event: Event) -> Turn:
    """The turn with what the event brings."""
    match event:
        case Searching(searched_for=searched_for):
            return replace(turn, searched_for=searched_for)
        case StatementReady(statement=statement, citations=citations):
            return replace(turn, statements=(*turn.statements, statement), citations=(*turn.citations, *citations))
        case Withdrawn():
            return replace(turn, statements=(), citations=())
        case Done(answer=answer):
            return replace(turn, searched_for=answer.searched_for, citations=answer.citations, answer=answer)


def settled(turns: Turns) -> Turns:
    """The turns when no more is to come: what is still pending was stopped."""
    return tuple(replace(turn, stopped=True) if turn.pending else turn for turn in turns)


def follow(
    assistant: Answering, turns: Turns, question: str, language: Language, model: str | None = None
) -> Generator[Turns, None, None]:
    """The conversation after each step of the next answer; `language` is the page's, for what has none itself.

    Closing it closes the assistant's stream.
    """
    turn = Turn(len(turns) + 1, question[:KEPT], written=model != NOBODY and bool(assistant.models()))
    yield (*turns, turn)
    events = None
    try:
        # An empty question has no language of its own to be answered in.
        asked_in = None if question.strip() else language
        events = assistant.stream(question, history(turns), language=asked_in, model=model)
        for event in events:
            turn = grown(turn, event)
            yield (*turns, turn)
    except UserError as error:
        yield (*turns, replace(turn, fault=error.message(language)))
    except Exception:  # noqa: BLE001  (the outermost edge)
        # The outermost edge of the product: the visitor gets a sentence, the log gets the traceback.
        _log.exception("a question failed (%d characters)", len(question))
        yield (*turns, replace(turn, fault=word("fault", language)))
    finally:
        # Not left to the garbage collector: a model may be writing behind it.
        if isinstance(events, Generator):
            events.close()

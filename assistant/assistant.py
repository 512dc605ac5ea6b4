"""The product in reading order: understand the question, retrieve, read, gate, compose, cite.

An answer is a stream of events; `Assistant.answer` is the last of them. Nothing here writes a word about a
partnership: statements are quotes in a fixed frame, and each quote is compared with the stored text before it is shown.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

from assistant.aliases import expanded
from assistant.citations import InexactQuoteError, check, cite, source
from assistant.compare import parts
from assistant.compose import choose
from assistant.evidence import Evidence, Selector, fitted
from assistant.followup import History
from assistant.frames import as_of, covered, lead, quoted
from assistant.question import Question, refusal_language, understand
from assistant.reader import Reader
from assistant.retrieve import Retrieved, Retriever
from assistant.short import short
from assistant.types import Answer, Citation, Done, Event, Searching, Source, Statement, StatementReady, Status
from prompts import render, texts
from store.encoder import Encoder
from store.errors import QuestionError, UsageError
from store.index import Index
from store.library import Library
from store.types import LANGUAGES, Coverage, Hit, Language, Release

log = logging.getLogger(__name__)
_NEAREST = 3
_FOUND, _COMPARED = 5, 20  # passages looked for in each language: a comparison must find several releases


class Assistant:
    """Answers questions from one library. Open it once; it is safe to use from many threads.

    It sees what another process ingests at the next question.
    """

    def __init__(
        self, library: Library, index: Index, encoder: Encoder, reader: Reader, max_question_chars: int = 2000
    ) -> None:
        self._library = library
        self._index = index
        self._retriever = Retriever(library, index, encoder)
        self._selector = Selector(reader)
        self._longest = max_question_chars

    def answer(
        self, question: str, history: History = (), language: Language | None = None, model: str | None = None
    ) -> Answer:
        """The answer to a question.

        :param history: the earlier turns, oldest first: questions as strings, or {"role", "content"} messages.
        :param language: the language to answer in; the question's own when left out.
        :raises UsageError: an argument is wrong. A bad question raises nothing: its status is "refused".
        """
        for event in self.stream(question, history, language, model):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with Done")

    def stream(
        self, question: str, history: History = (), language: Language | None = None, model: str | None = None
    ) -> Iterator[Event]:
        """The events of an answer: Searching, a StatementReady for each statement, Done."""
        if model is not None:
            raise UsageError("model_unsupported", model=model)
        if language is not None and language not in LANGUAGES:
            raise UsageError("language_unsupported", language=language)
        started = time.perf_counter()
        try:
            asked = expanded(understand(question, history, language, self._longest), self._library)
        except QuestionError as error:
            yield Done(_refused(question, error, refusal_language(question, language)))
            return
        yield Searching(asked.searched_for, asked.language)
        yield from self._answered(asked)
        log.info(
            "answered a question of %d characters in %.0f ms", len(question), 1000 * (time.perf_counter() - started)
        )

    def warm(self) -> None:
        """Load what the first question would have to wait for."""
        asked = understand("Who signed the agreement?")
        self._selector.select(asked, self._retriever.retrieve(asked))

    def search(self, question: str, history: History = (), limit: int = 10) -> tuple[Hit, ...]:
        """The passages found for a question, best first, with their scores.

        :raises QuestionError: it is empty, too long, not text, or has no words.
        """
        asked = expanded(understand(question, history, longest=self._longest), self._library)
        return self._retriever.retrieve(asked).hits[:limit]

    def coverage(self) -> Coverage:
        """What the library holds now."""
        return self._library.coverage()

    def release(self, release_id: str) -> Release | None:
        """A stored release by its id."""
        return self._library.release(release_id)

    def releases(self) -> Iterator[Release]:
        """Every stored release."""
        return self._library.releases()

    def close(self) -> None:
        """Let go of the library and its index."""
        self._index.close()
        self._library.close()

    def _answered(self, asked: Question) -> Iterator[Event]:
        retrieved = self._retriever.retrieve(asked, _COMPARED if asked.compares else _FOUND)
        evidence, chosen, complete = self._chosen(asked, retrieved)
        statements: list[Statement] = []
        cited: list[tuple[Release, Citation]] = []
        for one in chosen:
            citation = cite(len(cited) + 1, one.release, one.quote)
            try:
                check(citation, self._library.release(one.release.id))
            except InexactQuoteError:
                # The release was replaced while the question was under way: its old words are not quoted any more.
                log.warning("dropped a quote that is no longer in the library")
                continue
            cited.append((one.release, citation))
            statements.append(Statement(quoted(citation.quote, "", asked.language), (citation.number,)))
            yield StatementReady(statements[-1], (citation,))
        if not cited:
            yield Done(self._not_found(asked, retrieved, evidence))
            return
        about_one = len({release.id for release, _ in cited}) == 1
        brief = short(asked, chosen[0]) if about_one else None
        yield Done(
            Answer(
                question=asked.asked,
                text=_text(cited, asked.language, complete, brief),
                status="answered" if complete else "partial",
                language=asked.language,
                mode="extractive",
                searched_for=asked.searched_for,
                statements=tuple(statements),
                citations=tuple(citation for _, citation in cited),
                confidence=round(chosen[0].probability, 3),
                note=as_of([release for release, _ in cited], asked.language) if asked.present else None,
                short=brief,
            )
        )

    def _chosen(self, asked: Question, retrieved: Retrieved) -> tuple[list[Evidence], list[Evidence], bool]:
        """All evidence, what of it is shown, and whether that answers the whole question."""
        evidence: list[Evidence] = []
        chosen: list[Evidence] = []
        complete = True
        for part, own in parts(asked, retrieved, self._search) or [(asked, retrieved)]:
            found = self._selector.select(part, own)
            shown, whole = choose(part, found, fitted().threshold)
            evidence += found
            chosen += shown
            complete = complete and whole
        return evidence, chosen, complete

    def _search(self, text: str) -> tuple[Question, Retrieved]:
        """Another wording of a question, ready for search, with the passages found for it."""
        asked = expanded(understand(text), self._library)
        return asked, self._retriever.retrieve(asked, _COMPARED)

    def _not_found(self, asked: Question, retrieved: Retrieved, evidence: list[Evidence]) -> Answer:
        coverage = self.coverage()
        words = texts("answer", asked.language)
        nearest: dict[str, Source] = {}
        for release in [one.release for one in evidence] or [hit.release for hit in retrieved.hits]:
            nearest.setdefault(release.id, source(release))
        text = words["empty"]
        if coverage.releases:
            from_where = covered(coverage, asked.language)
            text = render("answer", "not_found", asked.language, coverage=from_where)
            text += f" {words['not_found_nearest']}"
        return Answer(
            question=asked.asked,
            text=text,
            status="not_found",
            language=asked.language,
            mode="extractive",
            searched_for=asked.searched_for,
            nearest=tuple(nearest.values())[:_NEAREST],
            confidence=round(1 - evidence[0].probability, 3) if evidence else 1.0,
        )


def _text(cited: list[tuple[Release, Citation]], language: Language, complete: bool, brief: str | None) -> str:
    """The short answer, if there is one; then each release's quotes under a line that names it."""
    first = f"[{cited[0][1].number}]"
    lines = [render("answer", "short", language, short=brief, marks=first)] if brief else []
    last = None
    for release, citation in cited:
        if release.id != last:
            lines.append(lead(release, language))
            last = release.id
        lines.append(quoted(citation.quote, f"[{citation.number}]", language))
    if not complete:
        lines.append(texts("answer", language)["partial"])
    return "\n\n".join(lines)


def _refused(question: object, error: QuestionError, language: Language) -> Answer:
    shown = question[:200] if isinstance(question, str) else type(question).__name__
    status: Status = "refused"
    answer = Answer(shown, error.message(language), status, language, "extractive", searched_for="")
    return replace(answer, confidence=1.0)

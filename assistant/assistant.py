"""The product in reading order: understand the question, retrieve, read, gate, compose, cite.

An answer is a stream of events; `Assistant.answer` is the last of them. Nothing here writes a word about a
partnership: statements are quotes in a fixed frame, and each quote is compared with the stored text before it is shown.
"""

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from assistant.aliases import expanded
from assistant.answers import completed, extractive, generative, not_found, refused
from assistant.citations import Cited
from assistant.compose import Choice, choose
from assistant.deadlines import Model
from assistant.elsewhere import unheard
from assistant.evidence import Evidence, Selector, fitted
from assistant.finder import Finder
from assistant.followup import History
from assistant.frames import quoted
from assistant.models import Models
from assistant.question import Question, refusal_language, understand
from assistant.reader import Reader
from assistant.retrieve import Retrieved, Retriever
from assistant.rewrite import rewritten
from assistant.short import short
from assistant.support import Support
from assistant.types import Answer, Done, Event, Searching, Statement, StatementReady, Withdrawn
from assistant.write import Told, Writer
from store.encoder import Encoder
from store.errors import QuestionError, UsageError
from store.index import Index
from store.library import Library
from store.types import LANGUAGES, Coverage, Hit, Language, Release

log = logging.getLogger(__name__)


class Assistant:
    """Answers questions from one library. Open it once; it is safe to use from many threads.

    It sees what another process ingests at the next question.
    """

    def __init__(
        self,
        library: Library,
        index: Index,
        encoder: Encoder,
        reader: Reader,
        max_question_chars: int = 2000,
        models: Models | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._finder = Finder(library, Retriever(library, index, encoder))
        self._selector = Selector(reader)
        self._writer = Writer(Support(encoder, reader, lambda said: expanded(said, library)))
        self._models = models or Models()
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
        """The events of an answer: Searching, a StatementReady for each statement, Withdrawn when they are taken back,
        Done; Done alone for a question that is refused.
        """
        if language is not None and language not in LANGUAGES:
            raise UsageError("language_unsupported", language=language)
        writer = self._models.get(model)
        started = time.perf_counter()
        try:
            asked = self._understood(question, history, language, writer)
        except QuestionError as error:
            yield Done(refused(question, error, refusal_language(question, language)))
            return
        yield Searching(asked.searched_for, asked.language)
        yield from self._answered(asked, writer)
        log.info(
            "answered a question of %d characters in %.0f ms", len(question), 1000 * (time.perf_counter() - started)
        )

    def warm(self) -> None:
        """Load what the first question would have to wait for."""
        asked = understand("Who signed the agreement?")
        self._selector.select(asked, self._finder.find(asked))

    def search(self, question: str, history: History = (), limit: int = 10) -> tuple[Hit, ...]:
        """The passages found for a question, best first, with their scores.

        :raises QuestionError: it is empty, too long, not text, or has no words.
        """
        asked = self._finder.ready(understand(question, history, longest=self._longest))
        return self._finder.find(asked, limit).hits[:limit]

    def models(self) -> tuple[str, ...]:
        """The names of the configured language models, the default first."""
        return self._models.names

    def check_models(self) -> None:
        """Nothing, when every configured language model can be used as far as this machine is concerned.

        :raises UsageError: one is of no known kind, its key is not set, or its integration is not installed.
        """
        for name in self._models.names:
            self._models.get(name)

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

    def _understood(self, question: str, history: History, language: Language | None, model: Model | None) -> Question:
        """The question ready for search; a follow-up is written out by the model, if there is one that can."""
        asked = understand(question, history, language, self._longest)
        text = rewritten(model, asked.asked, history, asked.spoken) if model and history else None
        if text:
            with suppress(QuestionError):  # a rewriting without a word to search for is none
                asked = replace(understand(text, (), asked.language, self._longest), asked=asked.asked)
        return self._finder.ready(asked)

    def _answered(self, asked: Question, model: Model | None) -> Iterator[Event]:
        retrieved = self._finder.find(asked)
        evidence, choice = self._chosen(asked, retrieved)
        chosen = choice.shown
        told = Told()
        if model and chosen:
            answer = yield from self._written(model, asked, evidence, chosen, told)
            if answer:
                yield Done(answer)
                return
        cited, statements = Cited(self._library.release), list[Statement]()
        for one in chosen:
            added = cited.add(one.release, one.quote)
            if added:
                number, fresh = added
                statements.append(Statement(quoted(one.text, "", asked.language), (number,)))
                yield StatementReady(statements[-1], fresh)
        if not statements:
            nearest = [one.release for one in evidence] or [hit.release for hit in retrieved.hits]
            doubt = evidence[0].probability if evidence else 0.0
            yield Done(not_found(asked, self.coverage(), nearest, unheard(asked, self._library), 1 - doubt))
            return
        about_one = len({release.id for release in cited.releases}) == 1
        brief = short(asked, chosen[0]) if about_one and not choice.either else None
        answer = extractive(asked, cited, statements, brief, choice)
        yield Done(completed(answer, asked, cited, told, chosen[0].probability))

    def _written(
        self, model: Model, asked: Question, evidence: Sequence[Evidence], chosen: Sequence[Evidence], told: Told
    ) -> Generator[Event, None, Answer | None]:
        """The answer in the model's words as far as they hold; None when they do not, and `told` then says why."""
        cited, statements = Cited(self._library.release), list[Statement]()
        for one in self._writer.write(model, asked, self._material(asked, evidence, chosen), told):
            added = [cited.add(line.hit.release, line.span) for line in one.lines]
            if None not in added:
                numbered = [pair for pair in added if pair]
                fresh = tuple(citation for _, new in numbered for citation in new)
                statements.append(Statement(one.text, tuple(number for number, _ in numbered)))
                yield StatementReady(statements[-1], fresh)
        if statements and told.why is None:
            return completed(generative(asked, statements), asked, cited, told, chosen[0].probability)
        if statements:
            yield Withdrawn()
        return None

    def _material(self, asked: Question, evidence: Sequence[Evidence], chosen: Sequence[Evidence]) -> list[Hit]:
        """What a model may write from: the passages of the evidence shown, then others of the same releases."""
        releases = dict.fromkeys(one.release.id for one in chosen)
        hits = [one.hit for one in (*chosen, *(one for one in evidence if one.release.id in releases))]
        if asked.compares or any(kind in ("overview", "list") for kind in asked.kinds):
            hits += [hit for release in releases for hit in self._library.passages(release)]
        return list({hit.passage.id: hit for hit in hits}.values())

    def _chosen(self, asked: Question, retrieved: Retrieved) -> tuple[list[Evidence], Choice]:
        """All evidence, and what of it is shown; of each part, when the question sets agreements side by side."""
        model = fitted()
        asides = self._finder.parts(asked, retrieved)
        if not asides:
            evidence = self._selector.select(asked, retrieved)
            return evidence, choose(asked, evidence, model.threshold, model.close)
        found = [self._selector.select(part, own) for part, own in asides]
        # One quote of each: a second of one agreement would stand among those of the other.
        choices = [choose(part, own, model.threshold, close=-1.0) for (part, _), own in zip(asides, found, strict=True)]
        shown = [one for choice in choices for one in choice.shown]
        return [one for own in found for one in own], Choice(shown, all(choice.complete for choice in choices))

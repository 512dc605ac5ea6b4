"""Answers put together from what was found: quotes in their frame, a model's sentences, or a refusal."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.citations import Cited, source
from assistant.compose import Choice
from assistant.frames import as_of, covered, lead, quoted
from assistant.question import Question
from assistant.types import Answer, Source, Statement
from assistant.write import Told
from prompts import render, texts
from store.errors import QuestionError
from store.types import Coverage, Language, Release

_NEAREST = 3


def extractive(
    asked: Question, cited: Cited, statements: Sequence[Statement], brief: str | None, choice: Choice
) -> Answer:
    """The short answer, if there is one; then each release's quotes under a line that names it."""
    first = f"[{cited.citations[0].number}]"
    lines = [render("answer", "short", asked.language, short=brief, marks=first)] if brief else []
    if choice.either and len(cited.citations) > 1:
        lines.append(texts("answer", asked.language)["either"])
    last = None
    for release, citation in zip(cited.releases, cited.citations, strict=True):
        if release.id != last:
            lines.append(lead(release, asked.language))
            last = release.id
        lines.append(quoted(citation.quote, f"[{citation.number}]", asked.language))
    if not choice.complete:
        lines.append(texts("answer", asked.language)[_lacking(asked)])
    return Answer(
        question=asked.asked,
        text="\n\n".join(lines),
        status="answered" if choice.complete else "partial",
        language=asked.language,
        mode="extractive",
        searched_for=asked.searched_for,
        statements=tuple(statements),
        short=brief,
    )


def _lacking(asked: Question) -> str:
    """What to say where the quotes do not cover the question: of one thing asked, no rest is left unanswered."""
    if asked.surveys:
        return "survey"
    return "partial" if asked.compares or len(asked.kinds) > 1 else "doubtful"


def generative(asked: Question, statements: Sequence[Statement]) -> Answer:
    """A model's sentences, each with the numbers of the quotes that bear it out."""
    marked = [f"{one.text} {''.join(f'[{number}]' for number in one.citations)}" for one in statements]
    return Answer(
        question=asked.asked,
        text=" ".join(marked),
        status="answered",
        language=asked.language,
        mode="generative",
        searched_for=asked.searched_for,
        statements=tuple(statements),
    )


def completed(answer: Answer, asked: Question, cited: Cited, told: Told, confidence: float) -> Answer:
    """The answer with its citations, and with what its reader must know besides: of the model, and of the day."""
    notes = [
        _fallen_back(told, asked.language) if told.model and answer.mode == "extractive" else None,
        as_of(cited.releases, asked.language) if asked.present else None,
    ]
    return replace(
        answer,
        citations=tuple(cited.citations),
        confidence=round(confidence, 3),
        note=" ".join(note for note in notes if note) or None,
        dropped=tuple(told.dropped),
    )


def _fallen_back(told: Told, language: Language) -> str:
    """Why quotes are shown although a model was asked."""
    left_out = "language" if set(told.dropped) == {"language"} else "dropped" if told.dropped else "empty"
    why = "none" if told.none else told.why or left_out
    reason = texts("answer", language)[f"model_{why}"]
    return render("answer", "model_fell_back", language, model=told.model, reason=reason)


def not_found(
    asked: Question, coverage: Coverage, nearest: Sequence[Release], unheard: Sequence[str], confidence: float
) -> Answer:
    """The refusal: what the library covers, which names stand in none of its releases, and the nearest releases."""
    words = texts("answer", asked.language)
    sources: dict[str, Source] = {}
    for release in nearest:
        sources.setdefault(release.id, source(release))
    text = words["empty"]
    if coverage.releases:
        from_where = covered(coverage, asked.language)
        text = render("answer", "not_found", asked.language, coverage=from_where)
        if unheard:
            text += f" {render('answer', 'not_found_unheard', asked.language, names=', '.join(unheard))}"
        if asked.surveys:
            text += f" {words['not_found_survey']}"
        text += f" {words['not_found_nearest']}"
    return Answer(
        question=asked.asked,
        text=text,
        status="not_found",
        language=asked.language,
        mode="extractive",
        searched_for=asked.searched_for,
        nearest=tuple(sources.values())[:_NEAREST],
        confidence=round(confidence, 3),
    )


def refused(question: object, error: QuestionError, language: Language) -> Answer:
    """What is said to a question that cannot be served as it was asked."""
    shown = question[:200] if isinstance(question, str) else type(question).__name__
    return Answer(shown, error.message(language), "refused", language, "extractive", searched_for="", confidence=1.0)

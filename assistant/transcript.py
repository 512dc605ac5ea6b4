"""An answer as plain text for a terminal."""

from assistant.frames import written_date
from assistant.types import Answer, Source
from store.types import Language


def transcript(answer: Answer) -> str:
    """The answer's text, then its sources (or the nearest releases) with their addresses."""
    lines = [answer.text]
    if answer.searched_for and answer.searched_for != answer.question:
        lines.insert(0, f"→ {answer.searched_for}\n")
    if answer.note:
        lines.append(f"\n{answer.note}")
    told = [f"[{citation.number}] {_source(citation.release, answer.language)}" for citation in answer.citations]
    told += [f"  – {_source(source, answer.language)}" for source in answer.nearest]
    return "\n".join((*lines, "", *told)) if told else "\n".join(lines)


def _source(source: Source, language: Language) -> str:
    day = written_date(source.published, language) if source.published else None
    parts = (source.title, source.publisher, day, source.url or source.source)
    return " · ".join(part for part in parts if part)

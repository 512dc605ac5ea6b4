"""Looking after a library: what it holds, whether it is sound, and making it anew."""

import time
from typing import Any

from assistant.build import configured_models
from assistant.deadlines import ModelError
from ingest.sync import Options, fingerprint
from ingest.sync import rebuild as remake
from prompts import render, texts
from store.config import Settings
from store.encoder import open_encoder
from store.errors import IndexMismatchError, UsageError
from store.index import healthy
from store.library import Library
from store.vectors import ChromaIndex, IndexBrokenError

_PING = "Write the word OK and nothing else."


def status(settings: Settings) -> dict[str, Any]:
    """What the library holds and how it was made, as plain JSON types."""
    library = Library(settings.home, make=False)
    coverage, made_with = library.coverage(), library.fingerprint()
    return {
        "home": str(settings.home),
        "releases": coverage.releases,
        "passages": coverage.passages,
        "languages": coverage.languages,
        "published": [day.isoformat() for day in (coverage.earliest, coverage.latest) if day],
        "generation": library.generation,
        "encoder": made_with.encoder if made_with else None,
        "index": "server" if settings.chroma_url else "embedded",
        "mode": "generative" if settings.model.split() else "extractive",
        "models": {name: answering(name, settings) for name in configured_models(settings).names},
    }


def answering(name: str, settings: Settings) -> str:
    """Whether a language model answers now, and how fast; or why it does not. It is asked for one word."""
    began = time.monotonic()
    try:
        model = configured_models(settings).get(name)
        first = 0.0
        for _ in model.write(_PING, _PING) if model else ():
            first = first or time.monotonic() - began
    except UsageError as error:
        return str(error)
    except ModelError as error:
        return render("answer", "model_silent", "en", reason=texts("answer", "en")[f"model_{error.why}"])
    return render("answer", "model_answers", "en", first=f"{first:.1f}", whole=f"{time.monotonic() - began:.1f}")


def verify(settings: Settings) -> list[str]:
    """What is wrong with the library; nothing when all is in order."""
    library = Library(settings.home)
    faults = [str(row[0]) for row in library.rows("PRAGMA integrity_check") if row[0] != "ok"]
    try:
        library.check_fingerprint(fingerprint(open_encoder(settings.encoder)))
    except IndexMismatchError as error:
        faults.append(str(error))
    for release in library.releases():
        for hit in library.passages(release.id):
            inside = all(hit.passage.span.holds(sentence) for sentence in hit.passage.sentences)
            if not inside or not hit.text or hit.passage.span.end > len(release.text):
                faults.append(f"{release.source}: passage {hit.passage.number} is not inside its text")
    return faults + _index_faults(library, settings)


def _index_faults(library: Library, settings: Settings) -> list[str]:
    name = library.meta("index_name")
    if not name and not library.passage_count():
        return []
    remedy = "it is rebuilt at the next question, or now by `partnerships rebuild`"
    try:
        index = ChromaIndex.open(library.home, name, settings.chroma_url)
    except IndexBrokenError as error:
        return [f"the vector index cannot be opened ({error}); {remedy}"]
    try:
        return [] if healthy(index, library) else [f"the vector index does not hold what the library holds; {remedy}"]
    finally:
        index.close()


def rebuild(settings: Settings) -> int:
    """Make every passage, vector and the index anew with the configured encoder; gives the number of passages."""
    encoder = open_encoder(settings.encoder)
    return remake(Library(settings.home), encoder, Options(chroma_url=settings.chroma_url))

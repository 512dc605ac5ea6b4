"""Looking after a library: what it holds, whether it is sound, and making it anew."""

from typing import Any

from ingest.sync import Options, fingerprint
from ingest.sync import rebuild as remake
from store.config import Settings
from store.encoder import open_encoder
from store.errors import IndexMismatchError
from store.index import healthy
from store.library import Library
from store.vectors import ChromaIndex, IndexBrokenError


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
        "mode": "extractive",
    }


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

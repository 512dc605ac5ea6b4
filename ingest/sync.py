"""Make the library mirror files: what is new is added, what changed is replaced, what is unchanged costs nothing.

A document that fails is reported and the others go on; its earlier version stays. Nothing is removed without
`prune`, and not much without `yes`.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from ingest.acronyms import acronyms
from ingest.chunk import CHUNKER_VERSION, Chunk, chunk
from ingest.clean import CLEANER_VERSION, clean
from ingest.read import read_bytes, read_page
from ingest.scan import documents, gone, place, under
from store.encoder import Encoder
from store.errors import DocumentError, UserError
from store.language import fold, words
from store.library import Fingerprint, Library
from store.types import Release
from store.writer import NewPassage, NewRelease, Step, Writer

log = logging.getLogger(__name__)

Status = Literal["added", "updated", "unchanged", "removed", "failed"]
STATUSES: tuple[Status, ...] = ("added", "updated", "unchanged", "removed", "failed")
_BATCH = 256  # passages encoded and stored at a time

# Called with (documents done, documents in all) after each document.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. `reason` says why it failed; `ms` is the time spent on it alone."""

    source: str
    status: Status
    reason: str | None = None
    passages: int = 0
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did, document by document."""

    documents: tuple[Outcome, ...]
    dry_run: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many documents were seen, and how many ended how."""
        ended: dict[str, int] = {
            status: sum(outcome.status == status for outcome in self.documents) for status in STATUSES
        }
        return {"seen": len(self.documents) - ended["removed"], **ended}

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return {"counts": self.counts, "documents": [asdict(outcome) for outcome in self.documents]}


@dataclass(frozen=True, slots=True)
class Options:
    """What an ingest may do."""

    prune: bool = False
    yes: bool = False
    dry_run: bool = False
    chroma_url: str | None = None
    progress: Progress = field(default=lambda done, total: None)
    step: Step = field(default=lambda name: None)


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that is new or changed, ready to be encoded."""

    release: Release
    content_hash: str
    chunks: tuple[Chunk, ...]
    status: Status
    ms: float


def fingerprint(encoder: Encoder) -> Fingerprint:
    """What passages are made with when this encoder makes them."""
    return Fingerprint(encoder=encoder.fingerprint, chunker=CHUNKER_VERSION)


def sync(library: Library, encoder: Encoder, paths: Sequence[str], options: Options | None = None) -> Report:
    """Bring files and folders into the library.

    :raises UsageError: a path is not there or holds no release, or pruning would remove too much.
    :raises IndexMismatchError: the library was made with another encoder.
    :raises LibraryLockedError: another process is writing.
    """
    options = options or Options()
    ledger = library.ledger() if options.prune else []
    emptied = {place(path) for path in paths if under(ledger, [path])}
    found = list(documents(paths, emptied))
    library.check_fingerprint(fingerprint(encoder))
    lost = gone(under(ledger, paths), [path for path, _ in found], options.yes)
    if options.dry_run:
        outcomes = list(_read_all(library, found, options))
        told = [_told(outcome) for outcome in outcomes]
        return Report((*told, *(Outcome(entry.source, "removed") for entry in lost)), dry_run=True)
    with Writer(library, options.chroma_url, options.step) as writer:
        stored = list(_store(writer, encoder, _read_all(library, found, options)))
        writer.remove([entry.id for entry in lost])
    return Report((*stored, *(Outcome(entry.source, "removed") for entry in lost)))


def rebuild(library: Library, encoder: Encoder, options: Options | None = None) -> int:
    """Make every passage and vector anew from the stored texts; gives the number of passages."""
    options = options or Options()
    hashes = {entry.id: entry.content_hash for entry in library.ledger()}

    def batches() -> Iterator[list[NewRelease]]:
        for done, release in enumerate(library.releases(), start=1):
            read = _Read(release, hashes[release.id], tuple(chunk(release.text)), "updated", 0.0)
            yield _encoded(encoder, [read])
            options.progress(done, len(hashes))

    with Writer(library, options.chroma_url, options.step) as writer:
        writer.replace_all(batches(), fingerprint(encoder))
    return library.passage_count()


def release_id(source: str) -> str:
    """The id of the release that a path or address stands for; the same at every ingest."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def _read_all(
    library: Library, found: Sequence[tuple[Path, Path | None]], options: Options
) -> Iterator[_Read | Outcome]:
    """Each document read, or what became of it when there is nothing to store."""
    known = {entry.id: entry.content_hash for entry in library.ledger()}
    for done, (path, root) in enumerate(found, start=1):
        started = time.perf_counter()
        try:
            result: _Read | Outcome = _read(path, root, known, started)
        except DocumentError as error:
            result = Outcome(str(path), "failed", str(error), ms=_ms_since(started))
        except Exception as error:
            log.exception("could not read %s", path)
            result = _failed_inside(str(path), error, _ms_since(started))
        yield result
        options.progress(done, len(found))


def _read(path: Path, root: Path | None, known: dict[str, str], started: float) -> _Read | Outcome:
    content = read_bytes(path, root)
    name = release_id(str(path))
    content_hash = hashlib.sha256(CLEANER_VERSION.encode() + content).hexdigest()
    if known.get(name) == content_hash:
        return Outcome(str(path), "unchanged", ms=_ms_since(started))
    document = clean(read_page(path, content), path)
    if not document.text:
        raise DocumentError("empty_document", path=path)
    release = Release(
        id=name,
        source=str(path),
        title=document.title,
        text=document.text,
        language=document.language,
        publisher=document.publisher,
        published=document.published,
        url=document.url,
    )
    chunks = tuple(chunk(document.text))
    return _Read(release, content_hash, chunks, "updated" if name in known else "added", _ms_since(started))


def _store(writer: Writer, encoder: Encoder, results: Iterator[_Read | Outcome]) -> Iterator[Outcome]:
    """Encode and store what was read, some hundred passages at a time."""
    batch: list[_Read] = []
    for result in results:
        if isinstance(result, Outcome):
            yield result
            continue
        batch.append(result)
        if sum(len(read.chunks) for read in batch) >= _BATCH:
            yield from _store_batch(writer, encoder, batch)
            batch = []
    if batch:
        yield from _store_batch(writer, encoder, batch)


def _store_batch(writer: Writer, encoder: Encoder, batch: list[_Read]) -> Iterator[Outcome]:
    started = time.perf_counter()
    try:
        encoded = _encoded(encoder, batch)
    except UserError:
        raise
    except Exception as error:
        if len(batch) > 1:
            for read in batch:
                yield from _store_batch(writer, encoder, [read])
            return
        log.exception("could not encode %s", batch[0].release.source)
        yield _failed_inside(batch[0].release.source, error, batch[0].ms)
        return
    writer.put(encoded, fingerprint(encoder))
    share = _ms_since(started) / len(batch)
    for read in batch:
        yield _told(read, share)


def _failed_inside(source: str, error: Exception, ms: float) -> Outcome:
    message = DocumentError("failed_inside", path=source, reason=type(error).__name__)
    return Outcome(source, "failed", str(message), ms=ms)


def _encoded(encoder: Encoder, batch: Sequence[_Read]) -> list[NewRelease]:
    """The batch with a vector for each passage. The header is encoded with the passage, so that a passage which
    names no partner is found by the partners of its release.
    """
    texts = [f"{read.release.title}\n{piece.span.of(read.release.text)}" for read in batch for piece in read.chunks]
    vectors = iter(encoder.encode_passage(texts))
    return [
        NewRelease(
            release=read.release,
            content_hash=read.content_hash,
            passages=tuple(
                NewPassage(piece.span, piece.section, piece.sentences, next(vectors)) for piece in read.chunks
            ),
            aliases=tuple((fold(short), _run(long, read.release)) for short, long in acronyms(read.release.text)),
        )
        for read in batch
    ]


def _run(long: str, release: Release) -> str:
    """A long form as a run of folded words, which a question's words can be compared with."""
    return " ".join(fold(word) for word in words(long, release.language))


def _told(result: _Read | Outcome, share: float = 0.0) -> Outcome:
    if isinstance(result, Outcome):
        return result
    ms = round(result.ms + share, 1)
    return Outcome(result.release.source, result.status, passages=len(result.chunks), ms=ms)


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)

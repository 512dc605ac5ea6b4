"""Writing to the library: one process at a time, and each release wholly old or wholly new.

The order for a batch of releases: one SQLite transaction (texts, passages, terms, vectors, state pending; the index
marked dirty) → Chroma upsert → one SQLite transaction (state live, generation + 1, the versions replaced gone) →
Chroma delete; at the end of the writing the index is marked clean. Until then readers search the library's own
vectors. A process that dies in between leaves pending rows and a dirty mark; the next
writer removes the rows and rebuilds the index from the live vectors, without embedding anything again.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from types import TracebackType

import filelock
import numpy as np
from numpy.typing import NDArray

from store.errors import LibraryLockedError, UserError
from store.language import terms
from store.library import Fingerprint, Library
from store.types import LANGUAGES, Language, Release, Section, Span
from store.vectors import ChromaIndex, IndexBrokenError, remove, sweep

# Called with the name of each step once it is done; the tests kill the process there.
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage about to be stored: its place in the release's text, and its unit vector."""

    span: Span
    section: Section
    sentences: tuple[Span, ...]
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A release about to be stored, with the hash of the content it was read from and the short and long forms of
    names that it defines, folded.
    """

    release: Release
    content_hash: str
    passages: tuple[NewPassage, ...]
    aliases: tuple[tuple[str, str], ...] = ()


class Writer:
    """The one writer of a library; use it as a context manager.

    :raises LibraryLockedError: another process writes.
    """

    def __init__(self, library: Library, chroma_url: str | None = None, step: Step = lambda name: None) -> None:
        self._library = library
        self._url = chroma_url
        self._step = step
        self._file_lock = filelock.FileLock(library.home / "writer.lock", timeout=0)
        self._index: ChromaIndex | None = None
        self._wrote = False

    def __enter__(self) -> "Writer":
        try:
            self._file_lock.acquire()
        except filelock.Timeout as error:
            raise LibraryLockedError("locked", home=self._library.home) from error
        except OSError as error:
            raise UserError("home_not_writable", home=self._library.home, reason=error) from error
        self._recover()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None
        try:
            if self._wrote and kind is None:
                self._finish()
        finally:
            self._file_lock.release()

    # -- the verbs

    def put(self, batch: Sequence[NewRelease], fingerprint: Fingerprint) -> None:
        """Store releases, each in place of its older version if there is one."""
        if not batch:
            return
        self._library.check_fingerprint(fingerprint)
        index = self._open_index()
        with self._library.transaction():
            self._dirty()
            self._set_meta("fingerprint", json.dumps(asdict(fingerprint)))
            versions = [self._stage(new) for new in batch]
        self._step("staged")
        index.upsert(*self._index_rows(versions))
        self._step("indexed")
        with self._library.transaction():
            replaced = self._go_live(versions)
            self._bump()
        self._step("live")
        index.delete(replaced)
        self._step("cleaned")

    def remove(self, release_ids: Sequence[str]) -> None:
        """Remove releases and everything known of them."""
        if not release_ids:
            return
        index = self._open_index()
        with self._library.transaction():
            self._dirty()
            gone = [name for release_id in release_ids for name in self._delete_versions("id = ?", (release_id,))]
            self._bump()
        self._step("removed")
        index.delete(gone)

    def replace_all(self, batches: Iterable[Sequence[NewRelease]], fingerprint: Fingerprint) -> None:
        """Store every release anew under another fingerprint; until the last step readers see the old library."""
        versions: list[int] = []
        for batch in batches:
            with self._library.transaction():
                versions += [self._stage(new) for new in batch]
            self._step("staged")
        names, languages, vectors = self._index_rows(versions)
        name = self._build_index(names, languages, vectors)
        self._step("indexed")
        old = self._library.meta("index_name")
        with self._library.transaction():
            self._delete_versions("state = 'live'", ())
            self._go_live(versions)
            self._set_meta("fingerprint", json.dumps(asdict(fingerprint)))
            self._set_index(name)
            self._bump()
        self._drop_index(old)

    def rebuild_index(self) -> None:
        """Make Chroma's index anew from the stored vectors; nothing is embedded and no network is used."""
        names, languages, vectors = self._library.embeddings()
        name = self._build_index(names, languages, vectors)
        old = self._library.meta("index_name")
        with self._library.transaction():
            self._set_index(name)
            self._bump()
        self._drop_index(old)

    # -- the index

    def _recover(self) -> None:
        """Undo what a writer that died left behind."""
        if self._library.rows("SELECT 1 FROM releases WHERE state = 'pending' LIMIT 1"):
            with self._library.transaction():
                self._delete_versions("state = 'pending'", ())
        if self._library.meta("index_state") == "dirty":
            self.rebuild_index()
        sweep(self._library.home, self._library.meta("index_name"))

    def _open_index(self) -> ChromaIndex:
        if self._index is None:
            name = self._library.meta("index_name")
            try:
                self._index = ChromaIndex.open(self._library.home, name, self._url)
                if self._index.count() != self._library.passage_count():
                    raise IndexBrokenError("the counts differ")
            except IndexBrokenError:
                self.rebuild_index()
                self._index = ChromaIndex.open(self._library.home, self._library.meta("index_name"), self._url)
        return self._index

    def _build_index(self, names: list[str], languages: list[Language], vectors: NDArray[np.float32]) -> str:
        name = f"passages-{secrets.token_hex(8)}"
        index = ChromaIndex.create(self._library.home, name, self._url)
        try:
            index.upsert(names, languages, vectors)
        finally:
            index.close()
        return name

    def _drop_index(self, name: str) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None
        if name:
            remove(self._library.home, name, self._url)

    def _index_rows(self, versions: Sequence[int]) -> tuple[list[str], list[Language], NDArray[np.float32]]:
        rows = [
            row
            for version in versions
            for row in self._library.connection.execute(
                "SELECT p.id, r.language, p.vector FROM passages p JOIN releases r USING (version) WHERE version = ?",
                (version,),
            )
        ]
        vectors = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float32)
        return [row[0] for row in rows], [row[1] for row in rows], vectors.reshape(len(rows), -1) if rows else vectors

    # -- rows

    def _stage(self, new: NewRelease) -> int:
        release = new.release
        version = self._library.connection.execute(
            "INSERT INTO releases (id, source, state, content_hash, ingested_at, title, publisher, published, url, "
            "language, text) VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                release.id,
                release.source,
                new.content_hash,
                datetime.now(UTC).isoformat(timespec="seconds"),
                release.title,
                release.publisher,
                release.published.isoformat() if release.published else None,
                release.url,
                release.language,
                release.text,
            ),
        ).lastrowid
        assert version is not None
        self._library.connection.executemany(
            "INSERT INTO aliases (version, short, long) VALUES (?, ?, ?)",
            [(version, short, long) for short, long in new.aliases],
        )
        header = " ".join(terms(release.header, release.language))
        for number, passage in enumerate(new.passages):
            row = self._library.connection.execute(
                'INSERT INTO passages (id, version, number, start, "end", section, sentences, vector) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    f"{release.id}.{version}.{number}",
                    version,
                    number,
                    passage.span.start,
                    passage.span.end,
                    passage.section,
                    json.dumps([(sentence.start, sentence.end) for sentence in passage.sentences]),
                    np.ascontiguousarray(passage.vector, dtype=np.float32).tobytes(),
                ),
            ).lastrowid
            body = " ".join(terms(passage.span.of(release.text), release.language))
            self._library.connection.execute(
                f"INSERT INTO lexicon_{release.language} (rowid, body, header) VALUES (?, ?, ?)", (row, body, header)
            )
        return version

    def _go_live(self, versions: Sequence[int]) -> list[str]:
        """Make pending versions live; gives the passage ids of the versions that they replace."""
        replaced: list[str] = []
        for version in versions:
            older = "state = 'live' AND id = (SELECT id FROM releases WHERE version = ?)"
            replaced += self._delete_versions(older, (version,))
            self._library.connection.execute("UPDATE releases SET state = 'live' WHERE version = ?", (version,))
        return replaced

    def _delete_versions(self, condition: str, values: tuple[object, ...]) -> list[str]:
        """Delete versions of releases; gives the ids of their passages."""
        found = self._library.connection.execute(
            f"SELECT p.row, p.id FROM passages p WHERE p.version IN (SELECT version FROM releases WHERE {condition})",
            values,
        ).fetchall()
        for language in LANGUAGES:
            self._library.connection.executemany(
                f"DELETE FROM lexicon_{language} WHERE rowid = ?", [(row,) for row, _ in found]
            )
        self._library.connection.execute(f"DELETE FROM releases WHERE {condition}", values)
        return [name for _, name in found]

    def _dirty(self) -> None:
        """From here to the end of the writing readers leave Chroma alone: it is not theirs while it is written."""
        self._wrote = True
        self._set_meta("index_state", "dirty")

    def _finish(self) -> None:
        """The index holds what the library holds; readers reopen it when they see the generation grow."""
        with self._library.transaction():
            self._set_meta("index_state", "clean")
            self._bump()

    def _set_meta(self, name: str, value: str) -> None:
        self._library.connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))

    def _set_index(self, name: str) -> None:
        self._set_meta("index_name", name)
        self._set_meta("index_state", "clean")

    def _bump(self) -> None:
        self._set_meta("generation", str(self._library.generation + 1))

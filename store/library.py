"""The library: one SQLite file that holds the truth (releases, passages, vectors, terms, ledger, generation).

This module reads; `store.writer` writes. Everything that is found anywhere is looked up here by passage id, and what
is not live here does not exist: so a release is wholly old or wholly new, whatever an index still returns.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.errors import IndexMismatchError, LibraryDamagedError, UserError
from store.language import ANALYSER_VERSION
from store.schema import MIGRATIONS, migrate
from store.types import LANGUAGES, Coverage, Hit, Language, Passage, Release, Span

FILE_NAME = "library.sqlite3"
_SLICE = 500  # SQLite takes at most 999 parameters in older builds
_RELEASE = "r.id, r.source, r.title, r.text, r.language, r.publisher, r.published, r.url"
_PASSAGE = 'p.id, p.number, p.start, p."end", p.section, p.sentences'


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an index was made with. `encoder` is name, dimension and weights' hash; the others are versions."""

    encoder: str
    chunker: str
    analyser: str = ANALYSER_VERSION


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One live release as the ingest compares it: where it came from and what it held."""

    id: str
    source: str
    content_hash: str


class Library:
    """Read access to the library in a folder; made on first use. Safe to share between threads.

    :param make: whether to make a library that is not there; otherwise an empty one in memory stands for it.
    :raises LibraryDamagedError: the file is not a library.
    :raises UserError: the folder cannot be written to, or the file comes from a newer program.
    """

    def __init__(self, home: Path, make: bool = True) -> None:
        self.home = home
        self.path = home / FILE_NAME
        self._lock = threading.RLock()
        self._counted: tuple[int, dict[Language, int]] = (-1, {})
        try:
            if make:
                home.mkdir(parents=True, exist_ok=True)
            place = self.path if make or self.path.exists() else ":memory:"
            self.connection = sqlite3.connect(place, check_same_thread=False, isolation_level=None, timeout=30)
        except (OSError, sqlite3.OperationalError) as error:
            raise UserError("home_not_writable", home=home, reason=error) from error
        try:
            for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
                self.connection.execute(f"PRAGMA {pragma}")
            (version,) = self.connection.execute("PRAGMA user_version").fetchone()
            if version > len(MIGRATIONS):
                raise UserError("newer_schema", home=home, stored=version, current=len(MIGRATIONS))
            migrate(self.connection)
        except sqlite3.OperationalError as error:
            raise UserError("home_not_writable", home=home, reason=error) from error
        except sqlite3.DatabaseError as error:
            raise LibraryDamagedError("library_damaged", path=self.path, reason=error) from error

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self.connection.close()

    # -- what is known about the library itself

    def meta(self, name: str, default: str = "") -> str:
        """A stored setting of the library."""
        rows = self.rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else default

    @property
    def generation(self) -> int:
        """A number that grows with every change; a reader that sees it grow reopens what it holds."""
        return int(self.meta("generation", "0"))

    def fingerprint(self) -> Fingerprint | None:
        """What the stored passages were made with; None while the library is empty."""
        stored = self.meta("fingerprint")
        return Fingerprint(**json.loads(stored)) if stored else None

    def check_fingerprint(self, current: Fingerprint) -> None:
        """Nothing, when the stored passages fit this program.

        :raises IndexMismatchError: they were made with something else.
        """
        stored = self.fingerprint()
        if stored is None or stored == current:
            return
        for part in ("encoder", "chunker", "analyser"):
            was, now = getattr(stored, part), getattr(current, part)
            if was != now:
                raise IndexMismatchError("index_mismatch", home=self.home, part=part, stored=was, current=now)

    def coverage(self) -> Coverage:
        """How many releases there are, in which languages, published from when to when."""
        rows = self.rows(
            "SELECT language, count(*), min(published), max(published) FROM releases "
            "WHERE state = 'live' GROUP BY language"
        )
        dates = [date.fromisoformat(day) for row in rows for day in row[2:] if day]
        return Coverage(
            releases=sum(row[1] for row in rows),
            passages=self.passage_count(),
            languages={row[0]: row[1] for row in sorted(rows, reverse=True)},
            earliest=min(dates, default=None),
            latest=max(dates, default=None),
        )

    def passage_count(self) -> int:
        """How many live passages there are."""
        return int(self.rows("SELECT count(*) FROM passages JOIN releases USING (version) WHERE state = 'live'")[0][0])

    def language_count(self, language: Language) -> int:
        """How many live passages there are in one language; counted once for each generation."""
        generation, counts = self._counted
        if generation != self.generation:
            generation = self.generation
            live = "FROM passages JOIN releases USING (version) WHERE state = 'live'"
            counts = dict(self.rows(f"SELECT language, count(*) {live} GROUP BY 1"))
            self._counted = (generation, counts)
        return counts.get(language, 0)

    def ledger(self) -> list[LedgerEntry]:
        """Every live release with its source and content hash."""
        rows = self.rows("SELECT id, source, content_hash FROM releases WHERE state = 'live'")
        return [LedgerEntry(*row) for row in rows]

    # -- releases and passages

    def release(self, release_id: str) -> Release | None:
        """A live release by its id."""
        rows = self.rows(f"SELECT {_RELEASE} FROM releases r WHERE r.id = ? AND r.state = 'live'", (release_id,))
        return _release(rows[0]) if rows else None

    def releases(self) -> Iterator[Release]:
        """Every live release, by id."""
        for entry in sorted(self.ledger(), key=lambda entry: entry.id):
            release = self.release(entry.id)
            if release is not None:
                yield release

    def hits(self, passage_ids: Iterable[str]) -> dict[str, Hit]:
        """The live passages among these, with their releases; ids that are not live are left out."""
        found = {}
        for slice_ in _slices(passage_ids):
            rows = self.rows(
                f"SELECT {_PASSAGE}, {_RELEASE} FROM passages p JOIN releases r USING (version) "
                f"WHERE r.state = 'live' AND p.id IN ({_marks(slice_)})",
                slice_,
            )
            for row in rows:
                found[row[0]] = Hit(_passage(row[:6]), _release(row[6:]))
        return found

    def passages(self, release_id: str) -> list[Hit]:
        """All passages of a live release, in order."""
        rows = self.rows(
            f"SELECT {_PASSAGE}, {_RELEASE} FROM passages p JOIN releases r USING (version) "
            "WHERE r.state = 'live' AND r.id = ? ORDER BY p.number",
            (release_id,),
        )
        return [Hit(_passage(row[:6]), _release(row[6:])) for row in rows]

    def vectors(self, passage_ids: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The stored unit vectors of passages, by id."""
        found = {}
        for slice_ in _slices(passage_ids):
            rows = self.rows(f"SELECT id, vector FROM passages WHERE id IN ({_marks(slice_)})", slice_)
            found.update({name: np.frombuffer(blob, dtype=np.float32) for name, blob in rows})
        return found

    def embeddings(self, language: Language | None = None) -> tuple[list[str], list[Language], NDArray[np.float32]]:
        """Ids, languages and unit vectors (one row each) of all live passages, or of those in one language."""
        rows = self.rows(
            "SELECT p.id, r.language, p.vector FROM passages p JOIN releases r USING (version) "
            "WHERE r.state = 'live' AND (?1 IS NULL OR r.language = ?1) ORDER BY p.row",
            (language,),
        )
        if not rows:
            return [], [], np.zeros((0, 0), dtype=np.float32)
        matrix = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float32).reshape(len(rows), -1)
        return [row[0] for row in rows], [row[1] for row in rows], matrix

    def samples(self, number: int) -> list[tuple[str, Language, NDArray[np.float32]]]:
        """Id, language and vector of a few live passages, spread over the library."""
        step = max(1, self.passage_count() // number)
        rows = self.rows(
            "SELECT p.id, r.language, p.vector FROM passages p JOIN releases r USING (version) "
            "WHERE r.state = 'live' AND p.row % ? = 0 ORDER BY p.row DESC LIMIT ?",
            (step, number),
        )
        return [(name, language, np.frombuffer(blob, dtype=np.float32)) for name, language, blob in rows]

    # -- terms

    def term_counts(self, terms: Iterable[str], language: Language) -> dict[str, int]:
        """In how many passages of a language each term stands; terms that stand in none are left out."""
        counts: dict[str, int] = {}
        for slice_ in _slices(terms):
            rows = self.rows(
                f"SELECT term, doc FROM counts_{_known(language)} WHERE term IN ({_marks(slice_)})", slice_
            )
            counts.update(rows)
        return counts

    def aliases(self, shorts: Iterable[str], longs: Iterable[str]) -> list[tuple[str, str]]:
        """The pairs (short, long), folded, that live releases define with one of these forms."""
        return self.rows(
            "SELECT DISTINCT a.short, a.long FROM aliases a JOIN releases r USING (version) WHERE r.state = 'live' AND "
            "(a.short IN (SELECT value FROM json_each(?)) OR a.long IN (SELECT value FROM json_each(?))) ORDER BY 1, 2",
            (json.dumps(list(shorts)), json.dumps(list(longs))),
        )

    def matching(self, terms: Iterable[str], language: Language, limit: int) -> list[tuple[str, str, str]]:
        """Live passages that hold any of the terms (with * at the end: that begin so), best first: id, body, header."""
        table = f"lexicon_{_known(language)}"
        expression = " OR ".join('"' + term.strip('"*') + '"' + "*" * term.endswith("*") for term in terms)
        if not expression:
            return []
        return self.rows(
            f"SELECT p.id, {table}.body, {table}.header FROM {table} JOIN passages p ON p.row = {table}.rowid "
            f"JOIN releases r USING (version) WHERE {table} MATCH ? AND r.state = 'live' "
            f"ORDER BY bm25({table}, 1.0, 0.5) LIMIT ?",
            (expression, limit),
        )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction, for the writer alone: all of it or nothing."""
        with self._lock:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def rows(self, statement: str, values: Iterable[object] = ()) -> list[Any]:
        """The rows of one statement.

        :raises LibraryDamagedError: the file is damaged.
        """
        try:
            with self._lock:
                return self.connection.execute(statement, tuple(values)).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise LibraryDamagedError("library_damaged", path=self.path, reason=error) from error


def _known(language: Language) -> Language:
    if language not in LANGUAGES:
        raise ValueError(f"no lexicon for language {language!r}")
    return language


def _slices(values: Iterable[str]) -> Iterator[list[str]]:
    everything = list(values)
    for start in range(0, len(everything), _SLICE):
        yield everything[start : start + _SLICE]


def _marks(values: list[str]) -> str:
    return ",".join("?" * len(values))


def _release(row: tuple[Any, ...]) -> Release:
    name, source, title, text, language, publisher, published, url = row
    day = date.fromisoformat(published) if published else None
    return Release(name, source, title, text, language, publisher, day, url)


def _passage(row: tuple[Any, ...]) -> Passage:
    name, number, start, end, section, sentences = row
    return Passage(name, number, Span(start, end), section, tuple(Span(*pair) for pair in json.loads(sentences)))

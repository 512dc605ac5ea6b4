"""The tables of the library, as an append-only list of migrations; `PRAGMA user_version` counts those applied.

A release may be stored twice for a moment: the live version, and the pending one that is about to replace it.
`lexicon_fr` and `lexicon_en` hold the analysed terms of each language's passages, so that term frequencies are
counted within a language; their rowids are those of `passages`.
"""

import sqlite3

MIGRATIONS = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE releases (
        version INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        source TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'live')),
        content_hash TEXT NOT NULL,
        ingested_at TEXT NOT NULL,
        title TEXT NOT NULL,
        publisher TEXT,
        published TEXT,
        url TEXT,
        language TEXT NOT NULL CHECK (language IN ('fr', 'en')),
        text TEXT NOT NULL
    );
    CREATE UNIQUE INDEX one_live_version ON releases (id) WHERE state = 'live';
    CREATE INDEX releases_by_id ON releases (id);
    CREATE TABLE passages (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        version INTEGER NOT NULL REFERENCES releases (version) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        section TEXT NOT NULL CHECK (section IN ('body', 'about', 'contact')),
        sentences TEXT NOT NULL,
        vector BLOB NOT NULL
    );
    CREATE INDEX passages_by_version ON passages (version);
    CREATE VIRTUAL TABLE lexicon_fr USING fts5(body, header, tokenize = 'ascii');
    CREATE VIRTUAL TABLE lexicon_en USING fts5(body, header, tokenize = 'ascii');
    CREATE VIRTUAL TABLE counts_fr USING fts5vocab(lexicon_fr, 'row');
    CREATE VIRTUAL TABLE counts_en USING fts5vocab(lexicon_en, 'row');
    """,
    """
    CREATE TABLE aliases (
        version INTEGER NOT NULL REFERENCES releases (version) ON DELETE CASCADE,
        short TEXT NOT NULL,
        long TEXT NOT NULL
    );
    CREATE INDEX aliases_by_version ON aliases (version);
    CREATE INDEX aliases_by_short ON aliases (short);
    CREATE INDEX aliases_by_long ON aliases (long);
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing, all of it or nothing; of two processes that open a new library, one waits."""
    if connection.execute("PRAGMA user_version").fetchone()[0] >= len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        (applied,) = connection.execute("PRAGMA user_version").fetchone()
        for script in MIGRATIONS[applied:]:
            for statement in script.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise

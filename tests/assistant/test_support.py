from dataclasses import replace

from assistant.question import understand
from assistant.support import Support
from ingest.chunk import chunk
from store.types import Hit, Passage, Release
from tests.support import HashEncoder, WordReader

TEXT = "Brest et Lyon ont signé un accord le 12 mars 2024. Il court jusqu'en 2030."
SAID = "Brest et Lyon ont signé un accord le 12 mars 2024."
STATEMENT = "L'accord entre Brest et Lyon a été signé le 12 mars 2024."


def hits(name: str) -> list[Hit]:
    release = Release(name, f"/{name}.txt", "Brest et Lyon signent", TEXT, "fr")
    return [
        Hit(Passage(f"{name}.{n}", n, one.span, one.section, one.sentences), release)
        for n, one in enumerate(chunk(TEXT))
    ]


def rests_on(hinted: frozenset[str]) -> str:
    said = understand(STATEMENT, language="fr")
    found = Support(HashEncoder(), WordReader()).features(said, STATEMENT, "fr", [*hits("a"), *hits("b")], hinted)
    assert not isinstance(found, str)
    return found[0][0].hit.release.id


def test_the_writers_own_mark_decides_between_sentences_that_are_as_near() -> None:
    assert rests_on(frozenset()) == "a"
    assert rests_on(frozenset({"b.0"})) == "b"
    assert rests_on(frozenset({"c.0"})) == "a", "a passage that there is not"


def test_a_mark_proves_nothing() -> None:
    support = Support(HashEncoder(), WordReader())
    other = [
        replace(hit, release=replace(hit.release, text=TEXT.replace("Lyon", "Nice"), title="Signé"))
        for hit in hits("a")
    ]
    assert support.check(STATEMENT, "fr", other, frozenset({"a.0"})).fault


def test_a_statement_in_the_other_language_or_of_two_words_is_none() -> None:
    support = Support(HashEncoder(), WordReader())
    assert (
        support.check("The agreement between Brest and Lyon was signed in 2024.", "fr", hits("a")).fault == "language"
    )
    assert support.check("Un accord.", "fr", hits("a")).fault == "unsupported"


def test_what_stands_word_for_word_is_borne_out() -> None:
    borne = Support(HashEncoder(), WordReader()).check(SAID, "fr", hits("a"))
    assert (borne.fault, borne.probability, borne.lines[0].text) == (None, 1.0, SAID)

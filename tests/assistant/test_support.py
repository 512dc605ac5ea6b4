from dataclasses import replace

import pytest

from assistant.align import lines_of
from assistant.question import understand
from assistant.support import Support, _denies, _other_amount
from assistant.values import values
from ingest.chunk import chunk
from store.language import detect
from store.types import Hit, Passage, Release, Span
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


def told(sentence: str) -> list[Hit]:
    release = Release("a", "/a.txt", "", sentence, detect(sentence))
    whole = Span(0, len(sentence))
    return [Hit(Passage("a.0", 0, whole, "body", (whole,)), release)]


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


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "The University of Leeds will fund the chair.",
            "Neither Inserm nor the University of Leeds will fund the chair.",
        ),
        (
            "The agreement will be extended until 2030.",
            "If the first phase succeeds, the agreement will be extended until 2030.",
        ),
        (
            "The agreement will be extended until 2030.",
            "The agreement will be extended until 2030, subject to a favourable review.",
        ),
        (
            "L'accord sera prolongé jusqu'en 2030.",
            "Aucune décision ne prévoit que l'accord sera prolongé jusqu'en 2030.",
        ),
        ("L'accord sera prolongé jusqu'en 2030.", "L'accord sera prolongé jusqu'en 2030 s'il est jugé utile."),
        ("Le CNRS versera 3 millions d'euros.", "Le CNRS versera 3 millions d'euros par an pendant cinq ans."),
        ("Le CNRS versera 3 millions d'euros par an.", "Le CNRS versera 3 millions d'euros en cinq ans."),
        ("The share of women in the teams is <30 %.", "The share of women in the teams is 30 %."),
        ("The share of women in the teams is 30 %.", "The share of women in the teams is < 30 %."),
    ],
)
def test_a_part_of_a_sentence_is_not_borne_out_where_the_rest_turns_it(statement: str, sentence: str) -> None:
    language = detect(sentence)
    support = Support(HashEncoder(), WordReader())
    assert support.check(statement, language, told(sentence)).fault in ("unsupported", "number")
    assert support.check(sentence, language, told(sentence)).probability == 1.0


def test_a_part_of_a_sentence_is_weighed_like_any_statement() -> None:
    whole = "Brest et Lyon ont signé un accord le 12 mars 2024, dans la salle des mariages."
    support = Support(HashEncoder(), WordReader())
    assert support.check(SAID, "fr", told(whole)).probability < 1.0
    said = understand(SAID, language="fr")
    assert not isinstance(support.features(said, SAID, "fr", told(whole)), str)


@pytest.mark.parametrize(
    ("statement", "sentence", "other"),
    [
        ("The chair costs €3 million.", "The chair costs €3 million a year.", True),
        ("The chair costs €3 million annually.", "The chair costs €3 million a year.", False),
        ("The chair has an annual budget of €3 million.", "The chair costs €3 million per year.", False),
        ("It lends three masons for 18 months.", "It lends three masons for a year and a half.", False),
        ("Signed a year ago, it covers three sites.", "It covers three sites.", False),
        ("Le CNRS et Inria ont signé.", "Le CNRS et Inria ont signé, et se verront chaque année.", False),
        ("Moins de 30 % sont des femmes.", "Moins de 30 % sont des femmes.", False),
    ],
)
def test_what_comes_each_year_is_another_amount(statement: str, sentence: str, other: bool) -> None:
    (line,) = lines_of(told(sentence)[0])
    assert _other_amount(statement, (line,), values(statement, detect(statement))) is other


def test_an_item_of_a_list_is_the_same_without_its_mark() -> None:
    support = Support(HashEncoder(), WordReader())
    for mark in ("- ", "1) ", "• "):
        assert support.check(SAID, "fr", told(f"{mark}{SAID}")).probability == 1.0


@pytest.mark.parametrize(
    ("statement", "denies"),
    [
        ("Un partenariat exclusif lie l'INRAE à Danone.", False),
        ("L'accord lie l'INRAE à une association à but non lucratif.", False),
        ("Non seulement l'INRAE mais aussi Danone ont signé cet accord.", False),
        ("L'INRAE et Danone lancent un programme sans précédent.", False),
        ("Not only Inria but also DFKI has signed the agreement.", False),
        ("The agreement will be signed no later than June 2025.", False),
        ("L'accord exclut la recherche militaire.", True),
        ("La recherche militaire est exclue de l'accord.", True),
        ("L'INRAE n'a pas signé avec cette association à but non lucratif.", True),
        ("Not only Inria has not signed the agreement.", True),
    ],
)
def test_what_only_looks_like_a_denial_is_none(statement: str, denies: bool) -> None:
    assert _denies(statement, detect(statement)) is denies

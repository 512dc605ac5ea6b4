from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.elsewhere import elsewhere, named, unheard
from assistant.question import understand
from ingest.sync import sync
from store.library import Library
from store.types import Release
from tests.support import HashEncoder, write_release

SUD = Release(
    "sud",
    "",
    "La Région Sud et le CNRS s'allient",
    "La Région Sud et le CNRS ont signé un protocole le 3 mars 2021. Un accord de 2011 avec l'Inserm l'avait préparé.",
    "fr",
    published=date(2021, 3, 4),
)
ILLINOIS = Release(
    "illinois",
    "",
    "Illinois and the CNRS agree to exchange researchers",
    "The University of Illinois and the CNRS signed in September 1997. The agreement runs for 4 years.",
    "en",
    published=date(1997, 9, 8),
)
BOTH = {"sud", "illinois"}


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("Qui a signé le protocole avec le CNRS ?", set()),
        ("Who signed with the CNRS in Illinois?", {"sud"}),
        ("Qui a signé le protocole entre l'Occitanie et le CNRS ?", BOTH),
        ("When did the CNRS and Texas sign?", BOTH),
        ("protocole région sud cnrs, valable combien de temps", {"illinois"}),
        ("When was the Region Sud protocol signed?", {"illinois"}),
        ("Who signed for the French side, the CEO?", set()),
        ("Quand la Japonaise Aiko Tanaka a-t-elle signé ?", BOTH),
        ("quels accords ont été signés en 2021", {"illinois"}),
        ("quels accords ont été signés depuis 1998", {"illinois"}),
        ("agreements signed before 2000", {"sud"}),
        ("agreements between 1990 and 2021", set()),
        ("an agreement of 2016", BOTH),
        ("Does the CNRS have an agreement with Texas since 2024?", set()),
        ("Does the CNRS have an agreement with Illinois?", {"sud"}),
        ("Est-ce que l'Inserm a un accord avec l'Illinois ?", BOTH),
    ],
)
def test_a_release_without_the_names_and_years_asked_for_is_about_another_agreement(
    question: str, others: set[str]
) -> None:
    assert elsewhere(understand(question), [SUD, ILLINOIS]) == others


def test_a_word_that_one_release_joins_to_a_name_is_looked_for_only_beside_it() -> None:
    assert elsewhere(understand("quelle durée ?"), [SUD, ILLINOIS]) == set()
    assert elsewhere(understand("quelle région ?"), [SUD, ILLINOIS]) == set(), "by itself it is an ordinary word"


def test_words_that_the_releases_never_write_small_are_names() -> None:
    question = understand("qui a signé le protocole de la région sud avec l'illinois")
    assert "sud" not in question.names
    assert {"sud", "region"} <= {*named(question, [SUD]).names}
    small = replace(SUD, text=f"{SUD.text} La région attend des chercheurs.")
    assert "region" not in named(question, [SUD, small]).names
    assert "protocole" not in named(question, [SUD]).names


def test_a_word_with_other_accents_is_no_name_of_a_release() -> None:
    azur = replace(SUD, text=f"{SUD.text} La Côte d'Azur en profite.")
    assert "cote" not in named(understand("d'un côté le cnrs, de l'autre qui ?"), [azur]).names
    assert "cote" in named(understand("l'accord de la cote d'azur"), [azur]).names
    assert "region" in named(understand("l'accord de la région sud"), [SUD]).names


def test_names_that_no_release_holds_in_any_form_are_told(library: Library, tmp_path: Path) -> None:
    write_release(tmp_path / "in", "a.txt", "La Région Bretagne et le CNRS ont signé un accord avec le Japon.")
    sync(library, HashEncoder(), [str(tmp_path / "in")])

    def told(question: str) -> tuple[str, ...]:
        return unheard(understand(question), library)

    assert told("Qui a signé pour l'Occitanie avec la Bretagne et l'INRIA ?") == ("Occitanie", "INRIA")
    assert told("Who signed for Brittany with the CNRS?") == (), "in translation"
    assert told("Quand le partenaire Japonais a-t-il signé ?") == (), "in another form"
    assert told("qui a signe en occitanie") == (), "small letters may be any word"
    assert told('Who is "O\'Neil" OR *?') == ("Neil",)

from datetime import date
from pathlib import Path

import pytest

from ingest.clean import Document, clean
from ingest.read import Page, read_bytes, read_page
from tests.support import ORIGINALS, SAMPLES

PATH = Path("release.txt")


def cleaned(text: str) -> Document:
    return clean(Page(text), PATH)


def test_labelled_lines_on_top_are_metadata() -> None:
    document = cleaned(
        "Titre : Brest signe\nÉditeur : Ville de Brest\nDate : 1er mars 2022\nSource : https://brest.example/a?x=1\n"
        "Langue : français\nNote : résumé\n\nLa ville a signé.\n"
    )
    assert document == Document(
        "Brest signe", "La ville a signé.", "fr", "Ville de Brest", date(2022, 3, 1), "https://brest.example/a?x=1"
    )


def test_what_is_not_stated_is_not_invented() -> None:
    document = cleaned("Title: A\nPublisher: not stated\nDate: not stated\nSource: not stated\n\nIt was signed today.")
    assert (document.publisher, document.published, document.url) == (None, None, None)


def test_a_bare_address_on_the_first_line_is_the_source() -> None:
    document = cleaned("https://brest.example/a\n\nBrest signe\n\nLa ville a signé un accord.")
    assert (document.url, document.title, document.text) == (
        "https://brest.example/a",
        "Brest signe",
        "La ville a signé un accord.",
    )


def test_front_lines_without_labels() -> None:
    document = cleaned(
        "Inserm\n\nCOMMUNIQUÉ DE PRESSE\n\nMardi 22 mars 2022\n\nLa Région et l'Inserm s'associent\n\nIls ont signé."
    )
    assert document.publisher == "Inserm"
    assert document.published == date(2022, 3, 22)
    assert document.title == "La Région et l'Inserm s'associent"
    assert document.text == "Ils ont signé."


def test_navigation_is_removed_above_and_below() -> None:
    document = cleaned(
        "Aller au contenu principal\nAccueil > Actualités > Partenariats\n\nTwo institutes join forces\n\n"
        "They signed it.\n\nShare on Facebook\n\nLinkedIn\n\nIt lasts five years."
    )
    assert document.title == "Two institutes join forces"
    assert document.text == "They signed it.\n\nIt lasts five years."


def test_markdown_marks_go_and_words_stay() -> None:
    document = cleaned(
        "# Brest *signe*\n\nUn **accord** a été _signé_ par [la ville](https://x.example/a_(b)) : 5 * 3 = 15.\n\n"
        "> ![logo](x.png)Il dure.\n\n---\n\n* premier **point** ;\n\n* second point.\n\n```\ncode_avec_tirets\n```"
    )
    assert document.title == "Brest signe"
    assert document.text == (
        "Un accord a été signé par la ville : 5 * 3 = 15.\n\nIl dure.\n\n- premier point ;\n- second point.\n\n"
        "code_avec_tirets"
    )


def test_unseen_characters_go_and_spaces_become_plain() -> None:
    document = cleaned("Brest signe\n\nUn\u200b accord\u00a0de\u202f14\u00a0000 eu\u00adros\u202e.")
    assert document.text == "Un accord de 14 000 euros."


def test_a_text_that_starts_at_once_has_its_first_sentence_for_title() -> None:
    document = cleaned("La ville de Brest a signé un accord. Il dure cinq ans.\n\nIl est public.")
    assert document.title == "La ville de Brest a signé un accord."
    assert document.text.startswith("La ville de Brest a signé")


def test_one_labelled_line_may_be_the_releases_own_words() -> None:
    assert "Date : à venir" in cleaned("Date : à venir pour cet accord.\n\nIl sera signé.").text


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_samples_state_their_metadata(path: Path) -> None:
    document = clean(read_page(path, read_bytes(path)), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert document.title == lines[0].partition(": ")[2]
    assert ("not stated" in lines[2] or "non précisée" in lines[2]) == (document.published is None)
    assert document.language == {"English": "en", "français": "fr"}[lines[4].partition(": ")[2]]
    assert "Partnership Assistant" in lines[5]
    assert "Partnership Assistant" not in document.text


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the original releases do not lie beside the project")
def test_the_originals_are_read_as_their_publishers_meant_them() -> None:
    french, english = (clean(read_page(path, read_bytes(path)), path) for path in sorted(ORIGINALS.glob("*.txt")))
    assert french.title.startswith("La Région et l'Inserm s'associent")
    assert (french.publisher, french.published, french.language) == ("Inserm", date(2022, 3, 22), "fr")
    assert french.text.startswith("Loïg Chesnais-Girard")
    assert "*" not in french.text
    assert english.title == "Inserm and Université Paris-Saclay strengthen their shared scientific strategy"
    assert (english.published, english.language) == (date(2023, 9, 26), "en")
    assert english.text.startswith("On Tuesday 26 September 2023")

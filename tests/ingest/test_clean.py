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


def test_a_text_broken_at_a_fixed_width_is_joined_again() -> None:
    document = cleaned(
        "Leeds and the CNRS sign a research agreement\n\n"
        "The University of Leeds and the CNRS have signed an agreement on materials research,\n"
        "which was presented in Paris by the two institutions. It will run for four years and\n"
        "host about thirty researchers, said Prof. Jane Smith of the team in charge.\n\n"
        "The partners want to:\n\n"
        "  - meet in a joint committee that will bring the two institutions together in Paris\n"
        "    twice a year;\n"
        "  - publish together.\n"
    )
    assert "It will run for four years and host about thirty researchers, said Prof. Jane Smith" in document.text
    assert "together in Paris twice a year;\n- publish together." in document.text


def test_lines_of_an_unwrapped_text_stay_apart() -> None:
    text = "Titre\n\nUn premier paragraphe qui est assez long pour être une ligne entière de texte.\nUne autre ligne."
    assert cleaned(text).text.count("\n") == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "L'accord publié le 3 mars 2022 entre en vigueur aujourd'hui.",
        "Results released on 3 May 2022 confirm the partnership.",
        "Retour sur dix ans de coopération",
        "Share this vision of a shared laboratory with us.",
        "Vous êtes ici chez vous, a déclaré la maire de Lyon.",
        "Partager sur la durée les fruits de la recherche",
        "Une croissance de plus de > 5 % est attendue",
    ],
)
def test_the_releases_own_sentences_are_never_taken_for_navigation(sentence: str) -> None:
    document = cleaned(f"Brest et Lyon signent un accord\n\n{sentence}\n\nIls ont signé. {sentence}")
    assert document.text.startswith(sentence)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("COMMUNIQUÉ DE PRESSE – Paris, le 3 mars 2024\n\nBrest et Lyon signent", date(2024, 3, 3)),
        ("Sous embargo jusqu'au 4 mars 2024, 10 h\n\nBrest et Lyon signent\n\n3 mars 2024", date(2024, 3, 3)),
        ("---\ntitle: 'Brest et Lyon signent'\ndate: 2024-03-03\nauthor: Anne\ntags:\n  - a\n---", date(2024, 3, 3)),
    ],
)
def test_the_head_of_ordinary_releases(head: str, day: date) -> None:
    document = cleaned(f"{head}\n\nLes deux villes ont signé un accord.\n\n– FIN –")
    assert document == Document("Brest et Lyon signent", "Les deux villes ont signé un accord.", "fr", None, day)


def test_a_dateline_dates_the_release_and_stays_in_its_text() -> None:
    document = cleaned("Brest et Lyon signent\n\nPARIS, le 3 mars 2024 – Les deux villes ont signé un accord.")
    assert document.published == date(2024, 3, 3)
    assert document.text.startswith("PARIS, le 3 mars 2024")

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


ALLIED = "Le CNRS et Lyon s’allient"
BODY = "Le CNRS et Lyon ont signé un accord de cinq ans.\n\nIl est doté de 3 M€."


@pytest.mark.parametrize("rule", ["---", "***", "=====", "___"])
def test_a_rule_on_top_opens_no_front_matter(rule: str) -> None:
    document = cleaned(f"{rule}\n\n# {ALLIED}\n\n{BODY}\n\n{rule}\n\nSuite importante du texte.")
    assert (document.title, document.text) == (ALLIED, f"{BODY}\n\nSuite importante du texte.")
    document = cleaned(f"{rule}\n{ALLIED}\n\n{BODY}\n{rule}\nContact presse: a@b.fr")
    assert (document.title, document.text) == (ALLIED, f"{BODY}\n\nContact presse: a@b.fr")


@pytest.mark.parametrize(
    ("block", "title"),
    [
        ("title: >\n  CNRS and\n  Lyon\ndate: 2021-03-12T10:00:00+01:00\ntags: [a]", "CNRS and Lyon"),
        ("title: |\n  CNRS and Lyon\ndate: 2021/03/12", "CNRS and Lyon"),
        ("title: CNRS and\n  Lyon\nseo:\n  title: other\ndate: 2021-03-12", "CNRS and Lyon"),
        ("title: >\ndate: 2021-03-12", "Le CNRS et Lyon ont signé un accord de cinq ans."),
        ("date: 2021-03-12\nlayout: post", "Le CNRS et Lyon ont signé un accord de cinq ans."),
    ],
)
def test_front_matter(block: str, title: str) -> None:
    document = cleaned(f"---\n{block}\n---\n{BODY}")
    assert document == Document(title, BODY, "fr", None, date(2021, 3, 12))


@pytest.mark.parametrize(
    "sentence", ["Le rapport commun a été publié le 3 mars 2019.", "The joint roadmap was released on 3 March 2019."]
)
def test_a_sentence_about_another_publication_stays(sentence: str) -> None:
    document = cleaned(f"{ALLIED}\n\n{sentence}\n\n{BODY}")
    assert (document.text, document.published) == (f"{sentence}\n\n{BODY}", None)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Press release: CNRS and 12 partners sign agreement", "CNRS and 12 partners sign agreement"),
        (
            "Communiqué de presse – Partenariat 2021-2025 entre le CNRS et Lyon",
            "Partenariat 2021-2025 entre le CNRS et Lyon",
        ),
        ("News: University and CNRS renew 5-year agreement", "University and CNRS renew 5-year agreement"),
        ("News Corp and 3 universities sign a partnership", "News Corp and 3 universities sign a partnership"),
    ],
)
def test_a_title_with_a_figure_after_the_kind_of_the_text(line: str, title: str) -> None:
    document = cleaned(f"{line}\n\n{BODY}")
    assert (document.title, document.text) == (title, BODY)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("COMMUNIQUÉ DE PRESSE", None),
        ("Communiqué de presse n° 2021-12", None),
        ("Press release – March 2021", None),
        ("Press release – Embargo until 12 March 2021, 10:00", None),
        ("PRESS RELEASE – FOR IMMEDIATE RELEASE", None),
        ("Communiqué de presse du 12 mars 2021", date(2021, 3, 12)),
        ("Press release (12 March 2021)", date(2021, 3, 12)),
        ("Communiqué de presse | Paris | 12 mars 2021", date(2021, 3, 12)),
        ("Paris, mardi 12 mars 2021 à 10h", date(2021, 3, 12)),
        ("Villeneuve-d’Ascq, le 12 mars 2021", date(2021, 3, 12)),
        ("Publié le 12 mars 2021, par Service presse", date(2021, 3, 12)),
        ("Date : 12 mars 2021", date(2021, 3, 12)),
    ],
)
def test_a_line_of_the_head_is_neither_title_nor_text(line: str, day: date | None) -> None:
    document = cleaned(f"{line}\n\n{ALLIED}\n\n{BODY}")
    assert (document.title, document.published, document.text) == (ALLIED, day, BODY)


@pytest.mark.parametrize(
    "line", ["Publié le 12.03.2021 à 14h30", "Posted on Mar 12, 2021 by admin", "12 mars 2021 | Partenariat"]
)
def test_a_date_below_the_title(line: str) -> None:
    document = cleaned(f"Langue : français\nTitre : {ALLIED}\n\n{line}\n\n{BODY}")
    assert (document.title, document.published, document.text) == (ALLIED, date(2021, 3, 12), BODY)


WRAPPED = (
    "Le Centre national de la recherche scientifique et l'Université de Lyon ont signé\n"
    "le 10 mars une convention de partenariat pour une durée de cinq ans, qui porte sur\n"
    "les matériaux et la chimie verte, et qui associe une trentaine de chercheurs."
)
ADDRESS = f"https://x.example/{'a' * 120}"


@pytest.mark.parametrize(
    "head",
    [
        f"Titre : {ALLIED}\nSource : {ADDRESS}\n\n",
        f"Titre : {ALLIED}\nSource : https://x.example/un-assez-long-chemin-ici\n",
        f"{ALLIED}\n\n{ADDRESS}\n",
        f"{ALLIED}\nParis, le 12 mars 2021\n\n",
    ],
)
def test_a_wrapped_text_is_joined_whatever_its_head(head: str) -> None:
    document = cleaned(f"{head}{WRAPPED}")
    assert (document.title, document.text) == (ALLIED, WRAPPED.replace("\n", " "))


def test_lines_that_end_on_purpose_stay_apart_in_a_wrapped_text() -> None:
    title = "Le CNRS et l'Université de Lyon signent une convention de partenariat"
    signed = (
        "Antoine Petit, président-directeur général du CNRS\nNathalie Dompnier, présidente de l'Université\n"
        "Frédéric Fleury, président de Lyon 1 et d'Axel"
    )
    document = cleaned(f"{title}\nParis, le 12 mars 2021\n\n{WRAPPED}\n\n{signed}")
    assert (document.title, document.published) == (title, date(2021, 3, 12))
    assert document.text == WRAPPED.replace("\n", " ") + f"\n\n{signed}"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Titre : T\nAuteur : Service presse\nDate : 12 mars 2021\nÉditeur : CNRS\nLangue : français", "T"),
        ("Titre : T\nDate de publication : 12 mars 2021\nÉditeur : CNRS\nMots-clés : a", "T"),
        ("COMMUNIQUÉ DE PRESSE\n\nTitre : Le CNRS et Lyon\nDate : 12/03/21\nÉditeur : CNRS", "Le CNRS et Lyon"),
        ("# Titre\n\n**Date :** 12 mars 2021\n**Éditeur :** CNRS", "Titre"),
    ],
)
def test_labels_among_others_and_below_other_lines(head: str, title: str) -> None:
    assert cleaned(f"{head}\n\n{BODY}") == Document(title, BODY, "fr", "CNRS", date(2021, 3, 12))


def test_a_line_above_the_labelled_title_stays() -> None:
    document = cleaned(f"Un accord pour la chimie verte\n\nTitre : {ALLIED}\nÉditeur : CNRS\n\n{BODY}")
    assert (document.title, document.text) == (ALLIED, f"Un accord pour la chimie verte\n\n{BODY}")


def test_an_unknown_label_may_be_a_fact_and_stays() -> None:
    document = cleaned(f"Titre : T\nDurée : cinq ans\nDate : 12 mars 2021\nÉditeur : CNRS\n\n{BODY}")
    assert (document.publisher, document.text) == ("CNRS", f"Durée : cinq ans\n\n{BODY}")


@pytest.mark.parametrize("event", ["Date : 12 mars 2021\nLieu : Lyon", "Date : 12 mars 2021\n\nLieu : Lyon"])
def test_the_date_of_an_event_is_not_the_releases(event: str) -> None:
    document = cleaned(f"{ALLIED}\n\n{event}\n\n{BODY}")
    assert (document.published, document.text) == (None, f"{event}\n\n{BODY}")


@pytest.mark.parametrize(
    ("lines", "stated", "text"),
    [
        (f"Partenariats\n\n{ALLIED}\n\nPublié le 12 mars 2021\n\n{BODY}", ALLIED, f"Partenariats\n\n{BODY}"),
        (f"Un accord pour la chimie\n\n{BODY}", ALLIED, f"Un accord pour la chimie\n\n{BODY}"),
        (f"{ALLIED}\n\n{BODY}", f"{ALLIED} | CNRS", BODY),
        (f"{ALLIED}\n\n{BODY}", "Accueil", BODY),
        (f"| Partenaire | Montant |\n\n{BODY}", ALLIED, f"| Partenaire | Montant |\n\n{BODY}"),
    ],
)
def test_no_other_line_takes_the_place_of_the_title_that_a_page_states(lines: str, stated: str, text: str) -> None:
    document = clean(Page(lines, stated), PATH)
    assert (document.title, document.text) == (ALLIED, text)


def test_a_table_is_no_title() -> None:
    assert cleaned(f"| Partenaire | Montant |\n\n{BODY}").title == BODY.split("\n")[0]

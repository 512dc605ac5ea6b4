from pathlib import Path

import pytest

from assistant.aliases import expanded
from assistant.question import Question, understand
from ingest.sync import sync
from store.library import Library
from tests.support import HashEncoder, write_release


def filled(library: Library, folder: Path) -> Library:
    text = "Le Groupement des universités de Kerivel (GUK) et le Conseil marin de Brissac (CMB) s'associent."
    write_release(folder, "a.txt", text)
    sync(library, HashEncoder(), [str(folder)])
    return library


def searched(question: Question) -> dict[str, set[str]]:
    return {word.word: {term for term, _ in word.alternatives} for word in question.words["fr"]}


def test_an_acronym_looks_for_its_long_form_too(library: Library, tmp_path: Path) -> None:
    question = expanded(understand("Qui préside le GUK ?"), filled(library, tmp_path / "in"))
    assert "kerivel" in searched(question)["guk"]


def test_a_long_form_looks_for_its_acronym_too(library: Library, tmp_path: Path) -> None:
    question = expanded(understand("Qui préside le Conseil marin de Brissac ?"), filled(library, tmp_path / "in"))
    assert searched(question)["cmb"] == {"cmb"}


def test_what_stands_in_both_forms_is_left_alone(library: Library, tmp_path: Path) -> None:
    plain = understand("Le Conseil marin de Brissac (CMB) a-t-il signé ?")
    assert expanded(plain, filled(library, tmp_path / "in")) == plain


def test_the_library_may_have_a_list_of_its_own(library: Library) -> None:
    (library.home / "aliases.tsv").write_text("# ours\nZORG\tAgence Zorglub de Valmont\nbroken\n", encoding="utf-8")
    assert "valmont" in searched(expanded(understand("Qui dirige ZORG ?"), library))["zorg"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\t\n", " \t \t\r\n"])
def test_the_list_may_come_from_a_spreadsheet(library: Library, encoding: str, end: str) -> None:
    rows = f"ZORGé\tAgence de Valmonté{end}ZURG\tAgence de Kerivel{end}"
    (library.home / "aliases.tsv").write_bytes(rows.encode(encoding))
    assert "valmonte" in searched(expanded(understand("Qui dirige ZORGé ?"), library))["zorge"]
    assert "kerivel" in searched(expanded(understand("Qui dirige ZURG ?"), library))["zurg"]


def test_the_list_that_ships_is_read(library: Library) -> None:
    assert "saclay" in searched(expanded(understand("Qui a signé pour UPSaclay ?"), library))["upsaclay"]


def test_a_short_form_is_a_name_however_it_is_typed(library: Library, tmp_path: Path) -> None:
    filled(library, tmp_path / "in")
    assert expanded(understand("qui preside le guk"), library).sure_names == ("guk",)
    assert expanded(understand("qui preside le gok"), library).sure_names == ()


def test_what_an_acronym_stands_for_is_told_by_its_words_without_a_translation(library: Library) -> None:
    asked = searched(expanded(understand("Quelle convention avec PACA ?"), library))
    assert "azur" in asked["paca"]
    assert "cote" not in asked["paca"]

import pytest

from assistant.names import names, sure_names
from store.types import Language


@pytest.mark.parametrize(
    ("text", "language", "found", "sure"),
    [
        ("Qui a signé pour l'Inserm à Rennes ?", "fr", ["Inserm", "Rennes"], ["Inserm", "Rennes"]),
        ("qui a signé pour l'inserm", "fr", ["inserm"], []),
        ("Who signed with the CNRS in March?", "en", ["CNRS", "March"], ["CNRS"]),
        ("Brittany signed with whom?", "en", [], []),
        ("Did the French CEO sign the MoU?", "en", ["French", "CEO", "MoU"], []),
        ("Quand la Région Sud a-t-elle signé ?", "fr", ["Région", "Sud"], ["Région", "Sud"]),
        ("combien de chercheurs y travaillent déjà ?", "fr", [], []),
        ("QUI A SIGNE AVEC LA REGION", "fr", [], []),
        ("nb de labos, 2e rang, univ brest ? headcount", "fr", ["brest"], []),
    ],
)
def test_names_and_names_beyond_doubt(text: str, language: Language, found: list[str], sure: list[str]) -> None:
    assert names(text, language) == found
    assert sure_names(text, language) == sure

import pytest

from assistant.mentions import speaks_of_several, surveys, unnamed, without
from store.types import Language


@pytest.mark.parametrize(
    ("text", "language", "several"),
    [
        ("Lequel est plus récent, l'accord Lyon-CNRS ou celui de Brest ?", "fr", True),
        ("l'accord de Lyon et la convention de Brest ont quelle durée", "fr", True),
        ("dates des accords Lyon-CNRS et Brest-Inserm", "fr", True),
        ("Lyon-CNRS d'un côté, Brest-Inserm de l'autre : qui a signé ?", "fr", True),
        ("Qui a signé l'accord de Lyon et du CNRS ?", "fr", False),
        ("How long do the Lyon agreement and the Brest deal last?", "en", True),
        ("how many partners in the Lyon deal and in the Brest one", "en", True),
        ("What do Lyon and Brest each promise?", "en", True),
        ("Is it a convention of the same kind?", "en", False),
        ("durée du protocole d'accord de Brest", "fr", False),
        ("Who signed the Brest partnership agreement?", "en", False),
        ("Who signed for Lyon and Brest?", "en", False),
    ],
)
def test_two_agreements_in_a_question_are_noticed(text: str, language: Language, several: bool) -> None:
    assert speaks_of_several(text, language) == several


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("Quels accords ont été signés en 2022 ?", "fr", True),
        ("combien de conventions avec Brest", "fr", True),
        ("Avec quelles universités Brest a-t-elle signé ?", "fr", True),
        ("Quelles universités ont signé l'accord avec Brest ?", "fr", False),
        ("Quels sont les objectifs de l'accord ?", "fr", False),
        ("avez-vous des accords avec le japon ?", "fr", True),
        ("les accords signés en 2022", "fr", True),
        ("combien de contrats doctoraux ?", "fr", False),
        ("are there any agreements with Brest?", "en", True),
        ("agreements since 2020", "en", True),
        ("has Brest signed the agreement?", "en", False),
        ("quels hôpitaux participent à l'essai ?", "fr", False),
        ("Which agreements concern Brest?", "en", True),
        ("list all the partnerships", "en", True),
        ("Which universities has Brest signed with?", "en", True),
        ("Which universities signed the deal with Brest?", "en", False),
        ("which two universities signed", "en", False),
        ("What does the agreement say?", "en", False),
    ],
)
def test_questions_about_the_whole_library_are_noticed(text: str, language: Language, asked: bool) -> None:
    assert surveys(text, language) == asked


@pytest.mark.parametrize(
    ("text", "language", "dropped", "left"),
    [
        ("aims of the Lyon agreement vs aims of the Brest one", "en", {"lyon"}, "aims aims of the Brest one"),
        ("Who signed for Inserm with Brest, and who with Lyon?", "en", {"lyon"}, "Who signed for Inserm with Brest ?"),
        (
            "What do Inserm's agreements with Lyon and with Brest each plan?",
            "en",
            {"lyon"},
            "What do Inserm's agreements with Brest plan?",
        ),
        (
            "compare les buts de l'accord Inserm / Lyon et de la convention Inserm / Brest",
            "fr",
            {"lyon"},
            "les buts de la convention Inserm / Brest",
        ),
        (
            "La convention Lyon-CNRS et le protocole Brest-Inserm durent-ils autant ?",
            "fr",
            {"brest", "inserm"},
            "La convention Lyon-CNRS durent-ils autant ?",
        ),
        ("Qui a signé ?", "fr", {"brest"}, "Qui a signé ?"),
    ],
)
def test_one_agreement_is_left_out_of_a_question(text: str, language: Language, dropped: set[str], left: str) -> None:
    assert without(text, frozenset(dropped), language) == left


@pytest.mark.parametrize(
    ("text", "language", "names", "left"),
    [
        ("What will Lyon's labs and Inserm share?", "en", {"lyon", "inserm"}, "What will labs share?"),
        ("qui l'a signé ? (Lyon, CNRS)", "fr", {"lyon", "cnrs"}, "qui l'a signé ?"),
        ("montant de l'accord-cadre Lyon-CNRS", "fr", {"lyon", "cnrs"}, "montant de l'accord"),
        ("Où se trouve l'Inserm ?", "fr", {"inserm"}, "Où se trouve ?"),
        ("Lyon CNRS ?", "fr", {"lyon", "cnrs"}, "Lyon CNRS ?"),
        ("Who signed?", "en", {"lyon"}, "Who signed?"),
        ("What does each partner bring?", "en", {"lyon"}, "What does each partner bring?"),
        ("Où l'Inserm a-t-il signé ?", "fr", {"inserm"}, "Où a-t-il signé ?"),
        ("Le CNRS, où a-t-il signé ?", "fr", {"cnrs"}, "où a-t-il signé ?"),
        ("Que le CNRS apporte-t-il au projet ?", "fr", {"cnrs"}, "Que apporte-t-il au projet ?"),
    ],
)
def test_a_question_without_its_names_is_what_it_asks(
    text: str, language: Language, names: set[str], left: str
) -> None:
    assert unnamed(text, frozenset(names), language) == left

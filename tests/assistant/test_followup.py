import pytest

from assistant.followup import standalone
from store.errors import UsageError

EARLIER = ["Jusqu'à quand dure la convention entre l'Inserm et la Bretagne ?"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("et qui l'a signée ?", "et qui l'a signée ? (Inserm, Bretagne)"),
        ("Quel budget ?", "Quel budget ? (Inserm, Bretagne)"),
        ("elles s'appuient sur quels labos ?", "elles s'appuient sur quels labos ? (Inserm, Bretagne)"),
        ("qui les dirige ?", "qui les dirige ? (Inserm, Bretagne)"),
        ("Qui a signé l'accord entre le CNRS et Inria ?", "Qui a signé l'accord entre le CNRS et Inria ?"),
        ("Quels partenariats portent sur la santé ?", "Quels partenariats portent sur la santé ?"),
        (
            "même question pour Paris-Saclay",
            "Jusqu'à quand dure la convention entre l'Inserm et Paris-Saclay ?",
        ),
        ("et qui a signé pour l'Inserm ?", "et qui a signé pour l'Inserm ? (Bretagne)"),
        (
            "Quel est le budget de ce programme de recherche ?",
            "Quel est le budget de ce programme de recherche ? (Inserm, Bretagne)",
        ),
        ("Et en 2019 ?", "Jusqu'à quand dure la convention entre l'Inserm et la Bretagne ? (2019)"),
        ("et pour l'université de Lyon ?", "Jusqu'à quand dure la convention entre l'Inserm et Lyon ?"),
    ],
)
def test_a_follow_up_takes_over_what_it_needs(text: str, expected: str) -> None:
    assert standalone(text, EARLIER, "fr") == expected


def test_the_whole_of_a_name_gives_way_to_another() -> None:
    earlier = ["Who signed the agreement between CNRS and the University of Oxford?"]
    assert standalone("And Inserm?", earlier, "en") == "Who signed the agreement between CNRS and Inserm?"
    earlier = ["Qui a signé l'accord entre le CNRS et l'Université de Tokyo ?"]
    assert standalone("et pour Kyoto ?", earlier, "fr") == "Qui a signé l'accord entre le CNRS et Kyoto ?"


def test_partners_typed_small_are_taken_over_too() -> None:
    earlier = ["qui a signé la convention avec la ville de lyon ?"]
    assert standalone("et quand ?", earlier, "fr") == "et quand ? (convention, ville, lyon)"
    assert standalone("et en 2021 ?", ["quels accords en 2019 ?"], "fr") == "quels accords en 2021 ?"


def test_history_may_be_strings_or_messages_and_answers_are_passed_over() -> None:
    messages = [{"role": "user", "content": EARLIER[0]}, {"role": "assistant", "content": "Le CNRS et Inria"}]
    assert standalone("et qui l'a signée ?", messages, "fr") == standalone("et qui l'a signée ?", EARLIER, "fr")
    assert standalone("et qui ?", [], "fr") == "et qui ?"


@pytest.mark.parametrize("turn", [5, None, {"content": "x"}, {"role": "user", "content": 3}])
def test_a_history_that_is_none_is_named(turn: object) -> None:
    with pytest.raises(UsageError, match="history"):
        standalone("et qui ?", [turn], "fr")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("And who signed for Lyon?", "en", "And who signed for Lyon?"),
        ("And for how long did CNRS sign?", "en", "And for how long did CNRS sign?"),
        ("The same day, who signed for Lyon?", "en", "The same day, who signed for Lyon?"),
        ("Et pour quel montant le CNRS a-t-il signé ?", "fr", "Et pour quel montant le CNRS a-t-il signé ?"),
        ("Il y a combien de laboratoires à Lyon ?", "fr", "Il y a combien de laboratoires à Lyon ?"),
        (
            "What is the agreement that the laboratories of Illinois made?",
            "en",
            "What is the agreement that the laboratories of Illinois made?",
        ),
    ],
)
def test_a_question_that_stands_alone_takes_nothing_over(text: str, language: str, expected: str) -> None:
    assert standalone(text, EARLIER, language) == expected


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    turns = ["Who signed the agreement between Inserm and Brittany?", "and for Toulouse?", "when was that?"]
    assert standalone("and who was there?", turns, "en") == "and who was there? (Inserm, Toulouse)"


def test_another_partner_takes_the_place_of_the_last_one() -> None:
    earlier = ["Who signed the 2024 INRAE-IRD agreement for INRAE?"]
    assert standalone("And for the IRD?", earlier, "en") == "Who signed the 2024 INRAE-IRD agreement for IRD?"
    assert standalone("Et le CNRS ?", EARLIER, "fr") == "Jusqu'à quand dure la convention entre l'Inserm et CNRS ?"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("oui, le deuxième", "Lyon et le CNRS"),
        ("the first one", "Brest et l'Inserm"),
        ("Le dernier !", "Lyon et le CNRS"),
    ],
)
def test_one_of_the_releases_listed_can_be_chosen(text: str, title: str) -> None:
    asked = "Qui préside le comité de suivi ?"
    listed = "Je n'ai pas trouvé de réponse.\n\n1. Brest et l'Inserm\n2. Lyon et le CNRS"
    history = [{"role": "user", "content": asked}, {"role": "assistant", "content": listed}]
    assert standalone(text, history, "fr") == f"{asked} ({title})"
    assert standalone(text, [asked], "fr") != f"{asked} ({title})"

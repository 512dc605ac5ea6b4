import pytest

from assistant.followup import standalone
from store.errors import UsageError
from store.types import Language

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


@pytest.mark.parametrize(
    ("earlier", "text", "language", "expected"),
    [
        ("qui a signé la convention inserm lyon ?", "et quand ?", "fr", "et quand ? (inserm, lyon)"),
        ("qui a signé entre l'inserm et lyon", "et toulouse", "fr", "qui a signé entre l'inserm et toulouse"),
        ("qui a signé l'accord inrae ird ?", "cirad irad ?", "fr", "qui a signé ? (cirad, irad)"),
        ("Who signed for CNRS and Inria?", "And the INRAE-IRD deal?", "en", "Who signed ? (INRAE, IRD)"),
        ("quand ? (inrae, ird)", "et cirad irad ?", "fr", "quand ? (cirad, irad)"),
        (
            "Qui a signé l'accord du CNRS et d'Inria ?",
            "Et pour le CNRS ?",
            "fr",
            "Qui a signé l'accord du CNRS et d'Inria, pour le CNRS ?",
        ),
        ("Who signed for CNRS and Inria?", "What does Inria bring?", "en", "What does Inria bring? (CNRS)"),
        ("Who signed for CNRS and Inria?", "Is Inserm part of it?", "en", "Is Inserm part of it? (CNRS, Inria)"),
        (
            "Qui a signé avec Inria ?",
            "L'accord concerne-t-il Grenoble ?",
            "fr",
            "L'accord concerne-t-il Grenoble ? (Inria)",
        ),
        (
            "accord cirad irad",
            "quel est le montant total de la convention",
            "fr",
            "quel est le montant total de la convention (cirad, irad)",
        ),
        ("Who signed for CNRS and Inria?", "why", "en", "why (CNRS, Inria)"),
        (
            "accord cirad irad",
            "où a eu lieu la cérémonie de signature",
            "fr",
            "où a eu lieu la cérémonie de signature (cirad, irad)",
        ),
        ("Quand la Région Sud et l'INRAE-IRD signent-ils ?", "où ?", "fr", "où ? (Région Sud, INRAE, IRD)"),
        ("Who signed for Paris-Saclay?", "when?", "en", "when? (Paris-Saclay)"),
        ("Who signed for CNRS and Inria?", "How many PhD students?", "en", "How many PhD students? (CNRS, Inria)"),
        ("budget of the brittany agreement", "duration", "en", "duration (budget, brittany, agreement)"),
        ("quels accords depuis 2020 ?", "et avant 2020 ?", "fr", "quels accords avant 2020 ?"),
        ("quels accords entre 2018 et 2020 ?", "et en 2022 ?", "fr", "quels accords en 2022 ?"),
        ("Who signed with Inria in 2011?", "what about the 2015 one", "en", "Who signed with Inria in 2015?"),
    ],
)
def test_what_gives_way_and_what_stays(earlier: str, text: str, language: Language, expected: str) -> None:
    assert standalone(text, [earlier], language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("liste des accords", "fr"),
        ("y a-t-il un accord avec le japon", "fr"),
        ("is there an agreement with japan", "en"),
        ("Which laboratories study the ageing of nuclear materials?", "en"),
        ("qui est antoine petit", "fr"),
        ("Who is Antoine Petit?", "en"),
        ("durée de l'accord CNRS Inria", "fr"),
        ("what is the length of the agreement CNRS Inria", "en"),
    ],
)
def test_who_asks_anew_takes_nothing_over(text: str, language: Language) -> None:
    assert standalone(text, ["Qui a signé l'accord entre l'INRAE et l'IRD ?"], language) == text


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

import pytest

from assistant.kinds import Kind, carries, kinds
from store.types import Language


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Qui a signé l'accord, et quand ?", "fr", {"who", "when"}),
        ("Who signed the agreement, and when?", "en", {"who", "when"}),
        ("Jusqu'à quand dure-t-il ?", "fr", {"duration"}),
        ("Until when is it in force?", "en", {"duration"}),
        ("Où a été signé le protocole ?", "fr", {"where"}),
        ("où", "fr", {"where"}),
        ("Where was it signed?", "en", {"where"}),
        ("Combien de chercheurs travaillent ensemble ?", "fr", {"how_many"}),
        ("How many laboratories do they share?", "en", {"how_many"}),
        ("Quel est le budget ?", "fr", {"how_much"}),
        ("How much money is involved?", "en", {"how_much"}),
        ("Quels sont les objectifs de l'accord ?", "fr", {"list"}),
        ("What are the goals?", "en", {"list"}),
        ("Résume le partenariat", "fr", {"overview"}),
        ("L'accord entre Brest et Lyon en quelques mots ?", "fr", {"overview"}),
        ("c'est quoi l'accord Brest Lyon", "fr", {"overview"}),
        ("whats the Brest agreement about", "en", {"overview"}),
        ("What is the SNRI?", "en", {"what"}),
        ("What does IRD stand for?", "en", {"what"}),
        ("what is the deal between Brest and Lyon", "en", {"overview"}),
        ("What is the agreement supposed to change?", "en", {"what"}),
        ("Who signed in place of the president?", "en", {"who"}),
        ("place of signature", "en", {"where"}),
        ("Dans quel bâtiment a-t-il été signé ?", "fr", {"where"}),
        ("quel ministre était présent", "fr", {"who"}),
        ("names of the five laboratories", "en", {"what"}),
        ("Brest et Lyon : de quoi s'agit-il ?", "fr", {"overview"}),
        ("Pouvez-vous présenter l'accord ?", "fr", {"overview"}),
        ("Ce qu'ont présenté les chercheurs", "fr", {"what"}),
        ("Which topics do they share?", "en", {"list"}),
        ("tous les combien se voient-ils ?", "fr", {"duration"}),
        ("Effectif total des unités ?", "fr", {"how_many"}),
        ("Quel poste occupe Anne Lanoé ?", "fr", {"who"}),
        ("When did she take over?", "en", {"when"}),
        ("which Breton university is it", "en", {"partners"}),
        ("Is it renewed?", "en", {"yes_no"}),
        ("L'accord est-il public ?", "fr", {"yes_no"}),
        ("Pourquoi ?", "fr", {"what"}),
    ],
)
def test_what_a_question_asks_for(question: str, language: Language, expected: set[Kind]) -> None:
    assert expected <= set(kinds(question, language))


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Est-ce que l'accord a été renouvelé ?", "fr", ("yes_no",)),
        ("And is it still in force?", "en", ("yes_no", "duration")),
        ("Et où a-t-il été signé ?", "fr", ("where",)),
        ("Quand a eu lieu la signature ?", "fr", ("when",)),
        ("When did the signing take place?", "en", ("when",)),
        ("Quand expire l'accord qui lie Brest et Lyon ?", "fr", ("duration",)),
        ("Quand la convention prend-elle fin ?", "fr", ("duration",)),
        ("accord brest lyon qui a signé", "fr", ("who",)),
        ("Qui sont les partenaires de Brest ?", "fr", ("partners",)),
        ("Who signed with Brest?", "en", ("partners",)),
        ("Who signed the agreement with Brest?", "en", ("who",)),
        ("When was the last agreement signed?", "en", ("when",)),
        ("How many months does it last?", "en", ("duration",)),
        ("Combien la ville va-t-elle investir ?", "fr", ("how_much",)),
        ("Who is funding the project?", "en", ("who",)),
        ("À quoi serviront les 5 millions d'euros ?", "fr", ("what",)),
        ("Combien de thèses par année ?", "fr", ("how_many",)),
        ("Quel est le rôle de la ville ?", "fr", ("what",)),
        ("date d'entrée en vigueur", "fr", ("when",)),
        ("quand et ou a-t-il été signé", "fr", ("when", "where")),
        ("Quand l'accord entre-t-il en vigueur ?", "fr", ("when",)),
        ("ça finit quand ?", "fr", ("duration",)),
        ("What do the partners want to find out?", "en", ("what",)),
        ("own contribution of the partners", "en", ("what",)),
        ("names of the partners", "en", ("partners",)),
        ("que veulent comprendre les partenaires ?", "fr", ("what",)),
        ("noms des partenaires", "fr", ("partners",)),
        ("tous les combien les partenaires se voient-ils ?", "fr", ("duration",)),
        ("head of the port in 2023?", "en", ("who",)),
        ("directrice de l'observatoire", "fr", ("who",)),
    ],
)
def test_what_it_asks_for_and_nothing_else(question: str, language: Language, expected: tuple[Kind, ...]) -> None:
    assert kinds(question, language) == expected


def test_ou_without_its_accent_inside_a_sentence_is_or() -> None:
    assert "where" not in kinds("Un accord ou une convention", "fr")


@pytest.mark.parametrize(
    ("kind", "sentence", "held"),
    [
        ("where", "La signature a eu lieu à Rennes.", True),
        ("where", "It was signed at the Paris Observatory.", True),
        ("where", "They signed in September.", False),
        ("where", "Ils travaillent à leurs projets.", False),
        ("how_many", "Ils partagent trois laboratoires.", True),
        ("how_many", "Des équipes des deux organismes y travaillent.", False),
        ("how_many", "The three institutions share work.", False),
        ("who", "Didier Samuel, Chairman of Inserm, signed.", True),
        ("who", "Les deux partenaires ont signé.", False),
        ("who", "L'Université Paris-Saclay a signé.", False),
        ("when", "L'accord a été signé ce mardi.", True),
        ("when", "Signed on September 8, 1997.", True),
        ("when", "L'accord est public.", False),
        ("duration", "La convention court pour cinq ans.", True),
        ("duration", "In force until 31 December 2025.", True),
        ("how_many", "7 UMR sont couvertes.", True),
        ("how_much", "Le budget est de 2,4 milliards.", True),
        ("where", "Signé à Rennes.", True),
        ("partners", "Le CNRS et Inria.", True),
        ("what", "Rien.", None),
    ],
)
def test_what_a_sentence_holds(kind: Kind, sentence: str, held: bool | None) -> None:
    assert carries(kind, sentence) is held


@pytest.mark.parametrize("sentence", ["Anne Martin signe.", "Laurent Petit signe.", "signé par Inès de la Tour"])
def test_a_name_that_begins_like_an_article_is_a_person(sentence: str) -> None:
    assert carries("who", sentence)

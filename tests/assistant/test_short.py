from dataclasses import replace

import pytest

from assistant.evidence import Evidence
from assistant.question import understand
from assistant.short import short
from ingest.chunk import chunk
from store.types import Hit, Language, Passage, Release, Span

TEXT = "Anne Martin a signé à Brest le 1er mars 2022 un accord de 1,5 M€ pour cinq ans. Il emploiera 14 000 personnes."


def evidence(answer: str, sentence: int = 0) -> Evidence:
    release = Release("a", "/a.txt", "Brest", TEXT, "fr")
    (piece,) = chunk(TEXT)
    hit = Hit(Passage("a.0", 0, piece.span, piece.section, piece.sentences), release)
    start = TEXT.index(answer) if answer else 0
    span = piece.sentences[sentence]
    return Evidence(hit, span, span, Span(start, start + len(answer)), frozenset(), 0.95)


@pytest.mark.parametrize(
    ("question", "language", "answer", "expected"),
    [
        ("Quand l'accord a-t-il été signé ?", "fr", "le 1er mars 2022", "1er mars 2022"),
        ("When was it signed?", "en", "1er mars 2022", "1 March 2022"),
        ("How much money is planned?", "en", "1,5 M€", "EUR 1.5 million"),
        ("How long does it last?", "en", "cinq ans", "5 years"),
        ("Who signed?", "en", "Anne Martin", "Anne Martin"),
        ("Where was it signed?", "en", "Brest", "Brest"),
    ],
)
def test_what_was_asked_for_comes_in_the_readers_language(
    question: str, language: Language, answer: str, expected: str
) -> None:
    assert short(understand(question, language=language), evidence(answer)) == expected


def test_one_person_out_of_several_is_no_answer() -> None:
    both = "Anne Martin et Paul Durand ont signé."
    release = Release("a", "/a.txt", "Brest", both, "fr")
    (piece,) = chunk(both)
    hit = Hit(Passage("a.0", 0, piece.span, piece.section, piece.sentences), release)
    one = Evidence(hit, piece.span, piece.span, Span(0, 11), frozenset(), 0.95)
    assert one.answer.of(both) == "Anne Martin"
    assert short(understand("Who signed?"), one) is None


def test_a_value_is_given_only_where_the_reader_points_at_it_or_stops_short_of_it() -> None:
    asked = understand("How many people will it employ?")
    assert short(asked, evidence("14 000", sentence=1)) == "14,000"
    assert short(asked, evidence("Il emploiera", sentence=1)) == "14,000"
    assert short(asked, evidence("Il", sentence=1)) is None


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        (
            "Jusqu'à quand court-il ?",
            "Il court du 1er janvier 2022 au 31 décembre 2025.",
            "1er janvier 2022 au 31",
            None,
        ),
        (
            "Combien de temps dure-t-il ?",
            "Signé le 3 mars 2022 pour cinq ans.",
            "3 mars 2022 pour cinq ans",
            "5 ans",
        ),
        ("Combien de temps dure-t-il ?", "Il dure de 3 à 5 ans.", "5 ans", None),
        ("Combien de temps dure-t-il ?", "Il dure cinq ans.", "cinq ans", "5 ans"),
        ("Combien d'étudiants ?", "Il accueillera plus de 300 étudiants.", "300", None),
        ("Combien d'étudiants ?", "Il accueillera 30 à 40 étudiants.", "40", None),
        ("Quel est le montant ?", "Le montant est de 2 à 3 millions d'euros.", "3 millions d'euros", None),
        ("Quel est le montant ?", "Il est compris entre 2 et 3 millions d'euros.", "3 millions d'euros", None),
        ("Quel est le montant ?", "Il est de 2 – 3 millions d'euros.", "3 millions d'euros", None),
        ("Quel est le montant ?", "Il est de 1 milliard et 200 millions d'euros.", "200 millions d'euros", None),
        ("Quel est le montant ?", "Il est de 3 millions 500 000 euros.", "500 000", "3,5 millions d’euros"),
        ("Combien de temps dure-t-il ?", "Sa durée est comprise entre trois et cinq ans.", "cinq ans", None),
        ("Combien de temps dure-t-il ?", "Il dure de douze à dix-huit mois.", "dix-huit mois", None),
        ("Combien de temps dure-t-il ?", "Il dure une année et six mois.", "six mois", None),
        ("Quel est le montant ?", "It is worth between £2 and £3 million.", "£3 million", None),
        ("Quel est le montant ?", "It is worth three quarters of a million euros.", "a million euros", None),
        ("Quel est le montant ?", "A gift worth $10-million was made.", "$10-million", "10 millions de dollars"),
        ("Quel est le montant ?", "It is worth up to £2 million.", "£2 million", None),
    ],
)
def test_ranges_and_bounds_speak_for_themselves(question: str, text: str, answer: str, expected: str | None) -> None:
    assert asked_of(question, text, answer, "en" if "worth" in text else "fr") == expected


def test_a_value_of_a_list_is_the_one_that_the_reader_points_at() -> None:
    text = "Le calendrier :\n- signature de l'accord le 3 mars 2022 ;\n- ouverture des locaux le 1er juin 2023."
    release = Release("a", "/a.txt", "Brest", text, "fr")
    (piece,) = chunk(text)
    hit = Hit(Passage("a.0", 0, piece.span, piece.section, piece.sentences), release)
    start = text.index("1er juin 2023")
    whole = Evidence(hit, piece.span, piece.sentences[2], Span(start, len(text) - 1), frozenset(), 0.95)
    assert short(understand("À quelle date ouvrent les locaux ?"), whole) == "1er juin 2023"
    assert short(understand("À quelle date ouvrent les locaux ?"), replace(whole, answer=Span(0, 13))) is None
    other = replace(whole, sentence=piece.sentences[1])
    assert short(understand("À quelle date ouvrent les locaux ?"), other) is None, "another item was read"


def asked_of(question: str, text: str, answer: str, language: Language = "fr") -> str | None:
    """The short answer to a question where the reader points at some words of a text."""
    release = Release("a", "/a.txt", "Brest", text, language)
    (piece,) = chunk(text)
    hit = Hit(Passage("a.0", 0, piece.span, piece.section, piece.sentences), release)
    start = text.index(answer)
    return short(
        understand(question), Evidence(hit, piece.span, piece.span, Span(start, start + len(answer)), frozenset(), 0.95)
    )


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        ("Quand ouvriront-ils ?", "Les locaux ouvriront à l'été 2028.", "été 2028", "été 2028"),
        ("When will they open?", "Les locaux ouvriront à la fin de l'année 2028.", "2028", "end of 2028"),
        ("Quand ouvriront-ils ?", "Les locaux ouvriront à la rentrée 2028.", "2028", None),
        ("Quand ouvriront-ils ?", "Les locaux ouvriront le 3 mars 2028.", "3 mars 2028", "3 mars 2028"),
        ("Combien verse la ville ?", "La ville verse 75 000 euros chaque année.", "75 000", "75 000 euros par an"),
        ("How much is a grant?", "Une bourse est de 600 euros par mois.", "600 euros", "EUR 600 a month"),
        ("How much is a grant?", "Une bourse est de 600 euros par étudiant.", "600 euros", None),
        (
            "Combien verse la ville ?",
            "Le budget est de 6 millions d'euros, dont un tiers vient d'elle.",
            "un tiers",
            None,
        ),
        ("La ville met combien ?", "La ville verse 3 millions d'euros.", "3 millions d'euros", "3 millions d’euros"),
        ("Combien verse la ville ?", "La ville prend 65 % du budget.", "65 %", "65\u00a0%"),
        ("Combien verse la ville ?", "Le budget dépasse 4 millions d'euros.", "4 millions d'euros", None),
        ("Combien de temps ?", "Il dure douze ans au plus.", "douze ans", None),
    ],
)
def test_what_makes_a_value_whole_goes_with_it(question: str, text: str, answer: str, expected: str | None) -> None:
    said = asked_of(question, text, answer)
    assert (said and said.replace("\u202f", " ")) == expected


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        ("Who signed?", "The act was signed by Dr Halina Zawadzka in Brest.", "Dr Halina", "Dr Halina Zawadzka"),
        ("Who signed?", "The act was signed by Duarte Meneses de Sá.", "Meneses de", "Duarte Meneses de Sá"),
        ("Who is Halina Zawadzka?", "Halina Zawadzka came to Brest.", "Halina Zawadzka", None),
        ("Where was it signed?", "The act was signed in Brest by both.", "signed in Brest by", "in Brest"),
        ("Where does the money come from?", "The money comes from Brest.", "Brest", None),
    ],
)
def test_a_name_is_given_whole_and_by_itself(question: str, text: str, answer: str, expected: str | None) -> None:
    assert asked_of(question, text, answer, "en") == expected


@pytest.mark.parametrize("question", ["What is the agreement about?", "Was it signed in Brest?", "Who signed?"])
def test_other_questions_are_answered_by_the_quote_alone(question: str) -> None:
    assert short(understand(question), evidence("un accord")) is None


def test_nothing_is_said_in_short_that_is_not_sure() -> None:
    unsure = replace(evidence("Anne Martin"), probability=0.7)
    assert short(understand("Who signed?"), unsure) is None

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunk import LONGEST_LIST, TARGET, chunk, sentences
from ingest.clean import clean
from ingest.read import Page, read_bytes, read_page
from store.types import Span
from tests.support import ORIGINALS, SAMPLES

LIST = "L'accord a pour objectifs de :\n\n- former des étudiants ;\n- partager des locaux ;\n- publier ensemble."


def split(text: str) -> list[str]:
    return [sentence.of(text) for sentence in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "text",
    [
        "M. Dupont et le Dr. Noé Woin ont signé. Ils sont contents.",
        "It took place at 9 a.m. in Paris with Prof. S. Cole. Everyone came.",
        "Le budget est de 1.5 million. Il est public.",
        "The U.S. Department of Energy signed. It was quick.",
        "« Nous signons. Nous sommes fiers. » Le maire a conclu.",
    ],
)
def test_abbreviations_do_not_end_a_sentence(text: str) -> None:
    assert split(text)[0][-1] in ".»"
    assert not any(piece.rstrip().endswith(("M.", "Dr.", "Prof.", "S.", "U.S.", "1.")) for piece in split(text))


def test_sentences_are_told_apart() -> None:
    assert split("Il a signé. Elle aussi ! Vraiment ? Oui.") == ["Il a signé.", "Elle aussi !", "Vraiment ?", "Oui."]


def test_a_list_stays_whole_with_the_line_that_introduces_it() -> None:
    text = f"Brest a signé. {'Une phrase de plus pour remplir. ' * 15}\n\n{LIST}\n\nLa suite vient après."
    (holding,) = [piece for piece in chunk(text) if "former" in piece.span.of(text)]
    assert LIST in holding.span.of(text)
    told = [sentence.of(text) for sentence in holding.sentences]
    assert told[-5:-1] == [
        "L'accord a pour objectifs de :",
        "former des étudiants ;",
        "partager des locaux ;",
        "publier ensemble.",
    ]


def test_a_long_list_is_not_cut_until_it_is_very_long() -> None:
    items = "\n".join(f"- point numéro {number} de la liste des engagements ;" for number in range(40))
    text = f"Objectifs :\n\n{items}"
    assert TARGET < len(text) < LONGEST_LIST
    assert len(chunk(text)) == 1
    longer = f"Objectifs :\n\n{items}\n{items}"
    assert len(chunk(longer)) > 1


def test_about_and_contact_sections_are_marked() -> None:
    text = (
        "Brest et Lyon ont signé.\n\nÀ propos de Brest\n\nBrest compte 140 000 habitants.\n\n"
        "Contact presse\n\nAnne, 02 98 00 00 00"
    )
    assert [(piece.section, piece.span.of(text).split("\n")[0]) for piece in chunk(text)] == [
        ("body", "Brest et Lyon ont signé."),
        ("about", "À propos de Brest"),
        ("contact", "Contact presse"),
    ]


def test_a_heading_goes_with_what_follows_and_is_no_sentence() -> None:
    text = f"{'Une phrase assez longue pour remplir un passage entier. ' * 12}\n\nUn intertitre\n\nLa suite est ici."
    pieces = chunk(text)
    assert pieces[-1].span.of(text).startswith("Un intertitre")
    assert [sentence.of(text) for sentence in pieces[-1].sentences] == ["La suite est ici."]


def test_repeated_text_has_offsets_of_its_own() -> None:
    text = "\n\n".join(["La même phrase revient toujours ici et encore. " * 12] * 3).strip()
    pieces = chunk(text)
    assert len({piece.span for piece in pieces}) == len(pieces) >= 3


def check(text: str) -> None:
    """Every character that is not white space lies in one passage, and every sentence inside its passage."""
    pieces = chunk(text)
    covered = set()
    for piece in pieces:
        span = piece.span
        assert text[span.start : span.end] == span.of(text) == span.of(text).strip() != ""
        assert not covered & set(range(span.start, span.end))
        covered |= set(range(span.start, span.end))
        assert piece.sentences
        for sentence in piece.sentences:
            assert span.holds(sentence)
            assert sentence.of(text) == sentence.of(text).strip() != ""
    assert all(character.isspace() for place, character in enumerate(text) if place not in covered)


RELEASES = sorted(SAMPLES.glob("*.txt")) + (sorted(ORIGINALS.glob("*.txt")) if ORIGINALS.is_dir() else [])


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_real_releases_are_covered_exactly(path: Path) -> None:
    check(clean(read_page(path, read_bytes(path)), path).text)


@given(
    st.lists(
        st.sampled_from(
            [
                "Brest a signé. Lyon aussi.",
                "- un point ;",
                "- un autre. Et plus.",
                "1. premier",
                "Objectifs :",
                "À propos de Brest",
                "M. X.",
                "« Oui. » dit-il.",
                "mot " * 300,
                "Phrase. " * 120,
                "a.b.c…",
                ".",
            ]
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["\n", "\n\n"]),
)
def test_any_layout_is_covered_exactly(parts: list[str], gap: str) -> None:
    text = clean(Page("Titre\n\n" + gap.join(parts)), Path("a.txt")).text
    if text:
        check(text)


@given(st.text(alphabet=st.sampled_from(list("aB.»« \n-:1)é!?")), max_size=300))
def test_any_text_is_covered_exactly(raw: str) -> None:
    text = clean(Page(raw), Path("a.txt")).text
    if text:
        check(text)


def test_a_mark_that_opens_a_quotation_stays_with_what_it_opens() -> None:
    text = "Ils ont signé. « Cet accord est une chance. Il nous oblige », a dit M. Samuel. Puis “Good.” Fin."
    told = split(text)
    assert told[0] == "Ils ont signé."
    assert told[1].startswith("« Cet accord")
    assert not any(piece.endswith(("«", "“", "(", "[")) for piece in told)


@pytest.mark.parametrize(
    "fact",
    [
        "Durée : trois ans",
        "| Montant | 12 M€ |",
        "L'accord entre en vigueur le 1er janvier 2025",
        'The agreement runs "until further notice"',
        "Elle court jusqu'en 2028.[1]",
    ],
)
def test_a_short_line_that_may_be_a_fact_can_be_quoted(fact: str) -> None:
    text = f"Brest et Lyon ont signé.\n\n{fact}\n\nLa suite est ici."
    assert fact in [sentence.of(text) for piece in chunk(text) for sentence in piece.sentences]


@pytest.mark.parametrize(
    "line",
    [
        "About one hundred laboratories in Lyon and Saint-Étienne are run jointly with the CNRS.",
        "About 40 doctoral students will join by 2026.",
        "Pour toute la durée de l'accord :",
    ],
)
def test_a_sentence_that_begins_like_a_section_opens_none(line: str) -> None:
    assert {piece.section for piece in chunk(f"Brest a signé.\n\n{line}\n\nLa suite.")} == {"body"}


SIGNED = "Le CNRS et Lyon ont signé un accord de cinq ans."
GRANTED = "Il est doté de 3 M€."


def sections_of(text: str) -> list[tuple[str, str]]:
    return [(piece.section, piece.span.of(text)) for piece in chunk(text)]


@pytest.mark.parametrize(
    "contact",
    [
        "Contact presse : Jean Dupont, 01 02 03 04 05",
        "Contact presse : Jean Dupont\n\n01 02 03 04 05\n\njean@cnrs.fr",
        "Contact presse\n\nJean Dupont\n\n01 02 03 04 05",
        "Media contact: press@cnrs.fr",
        "Pour toute information sur l’accord, écrire à a@b.fr.",
    ],
)
def test_a_contact_above_the_text_covers_itself_alone(contact: str) -> None:
    assert sections_of(f"{contact}\n\n{SIGNED}\n\n{GRANTED}") == [
        ("contact", contact),
        ("body", f"{SIGNED}\n\n{GRANTED}"),
    ]


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Contact presse : Jean Dupont, 01 02 03 04 05", "contact"),
        ("À propos du CNRS : le CNRS emploie 33 000 personnes.", "about"),
    ],
)
def test_a_line_with_its_own_content_is_a_section_by_itself(line: str, section: str) -> None:
    assert sections_of(f"{SIGNED}\n\n{line}\n\n{GRANTED}") == [("body", SIGNED), (section, line), ("body", GRANTED)]


@pytest.mark.parametrize(
    "line",
    [
        "Contacts pris dès 2019, les deux parties ont conclu.",
        "À propos de l’accord",
        "À propos du partenariat",
        "À PROPOS DE LA CONVENTION",
        "About the Agreement",
        "À propos de 40 ans de recherche",
        "À propos de cet accord : la durée est de cinq ans.",
        "À propos de cette signature, Antoine Petit déclare : « Bravo. »",
        "À propos du CNRS, le maire dit : « Bravo. »",
    ],
)
def test_what_a_release_says_of_its_own_matter_is_its_body(line: str) -> None:
    for text in (f"{line}\n\n{SIGNED}", f"{SIGNED}\n\n{line}\n\n{GRANTED}"):
        assert sections_of(text) == [("body", text)]


@pytest.mark.parametrize(
    "heading",
    [
        "À propos",
        "À propos :",
        "À propos de l’Université Claude Bernard Lyon 1",
        "About",
        "About Lyon 1",
        "ABOUT INRAE",
    ],
)
def test_headings_that_open_an_about_section(heading: str) -> None:
    about = f"{heading}\n\nUn établissement de Lyon.\n\nIl est grand."
    assert sections_of(f"{SIGNED}\n\n{about}") == [("body", SIGNED), ("about", about)]
    # Above the text it may be the heading of the text itself.
    assert sections_of(about) == [("body", about)]


def test_a_heading_on_the_agreement_closes_the_section_before() -> None:
    text = f"{SIGNED}\n\nÀ propos de Lyon\n\nLyon est grande.\n\nÀ propos de l'accord\n\n{GRANTED}"
    assert [section for section, _ in sections_of(text)] == ["body", "about", "body"]

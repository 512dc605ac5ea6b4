"""What a model streams, cut into whole plain sentences."""

import re
import tracemalloc
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import Written, hosts, written

PROSE = (
    "M. Alain Fuchs et le Dr. Samuel ont signé l'accord-cadre le 15 avril 2011. Il vaut 1,5 M€ (hors taxes) et court "
    "jusqu'en 2025 ! « Nous en sommes fiers », a dit Mme. Martin. Qui d'autre a signé ? Personne."
)
SENTENCES = [
    "M. Alain Fuchs et le Dr. Samuel ont signé l'accord-cadre le 15 avril 2011.",
    "Il vaut 1,5 M€ (hors taxes) et court jusqu'en 2025 !",
    "« Nous en sommes fiers », a dit Mme. Martin.",
    "Qui d'autre a signé ?",
    "Personne.",
]
# What Markdown, HTML or a browser would make something of.
MARKUP = re.compile(r"<[A-Za-z/!?]|!\[|\]\s?[(\[]|^\s*\[[^\]]+\]:|```|~~~|\*\*|://|javascript:|data:", re.MULTILINE)
FRAGMENTS = [
    "La convention court jusqu'au 31 décembre 2025",
    "The agreement runs for 5 years",
    "Elle vaut 1.5 M€",
    " M. Dupont",
    " and Dr. Lee of the U.S. team",
    " etc.",
    " (cf. annexe)",
    " [1]",
    "[99]",
    " (passage 2)",
    "【3】",
    ". ",
    ".\n",
    " ! ",
    " ? ",
    "…",
    "\n- ",
    "\n## ",
    "\n> ",
    "\n\n",
    "\n```html\n",
    " « Oui », dit-elle",
    " “indeed”",
    " **gras**",
    " `code`",
    " ![vue](https://mers.example/a.png) Vue",
    " ![vue][1] Vue",
    " [ici](https://mers.example/a?b=1)",
    " [là](javascript:alert(1))",
    " [là][ref]",
    "\n[ref]: https://mers.example\n",
    " <b>Fort</b>",
    ' <a href="https://mers.example">Ici</a>',
    " <img src=x onerror=alert(1)> Vu",
    " <https://mers.example> Vu",
    " https://mers.example/a.b?c=1",
    " www.mers.example",
    " mers.example",
    " data:text/html,x",
    " 2 < 3",
    " 🙂",
    "\u2028",
    "\u00a0",
]


def texts(stream: str | Sequence[str]) -> list[str]:
    return [one.text for one in written([stream] if isinstance(stream, str) else stream)]


def test_prose_comes_in_its_sentences() -> None:
    assert texts(PROSE) == SENTENCES
    assert texts(list(PROSE)) == SENTENCES


def test_a_sentence_comes_when_it_is_whole_and_not_before() -> None:
    read: list[str] = []

    def stream() -> Iterator[str]:
        for piece in ("Brest a ", "signé. ", "Lyon ", "aussi", ". [1]", "\n", "Et Caen"):
            read.append(piece)
            yield piece

    came = [(one.text, one.marks, one.whole, read[-1]) for one in written(stream())]
    assert came == [
        ("Brest a signé.", (), True, "Lyon "),
        ("Lyon aussi.", (1,), True, "\n"),
        ("Et Caen", (), False, "Et Caen"),
    ]


def test_nothing_comes_of_nothing() -> None:
    assert list(written([])) == list(written(["", "\n\n", " ", "[1]", "***", "…"])) == []


@given(
    fragments=st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=10),
    cuts=st.lists(st.floats(0, 1, exclude_max=True), max_size=12),
)
def test_the_pieces_of_a_stream_make_no_difference(fragments: list[str], cuts: list[float]) -> None:
    text = "".join(fragments)
    places = sorted({0, len(text), *(int(cut * len(text)) for cut in cuts)})
    pieces = [text[low:high] for low, high in zip(places, places[1:], strict=False)]
    assert "".join(pieces) == text
    whole = list(written([text]))
    assert list(written(pieces)) == whole
    assert list(written(text)) == whole, "letter by letter"


@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=12).map("".join))
def test_no_markup_comes_through_unnoticed(text: str) -> None:
    for one in written([text]):
        assert one.address or not MARKUP.search(one.text), one
        assert "\n" not in one.text
        assert one.text == one.text.strip() != ""


@pytest.mark.parametrize(
    "markup",
    [
        "![plan](https://mers.example/a.png)",
        "![plan](https://mers.example/a.png",
        "![plan][1]",
        "![](data:image/png;base64,AAAA)",
        "<img src='https://mers.example/a.png'>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<!-- unseen -->",
        "<br/>",
        "<https://mers.example/a>",
    ],
)
def test_what_shows_nothing_of_itself_is_taken_out(markup: str) -> None:
    assert texts(f"Le texte {markup} court jusqu'en 2025.")[0].startswith("Le texte")
    for text in texts(list(f"Le texte {markup} court jusqu'en 2025.")):
        assert not re.search(r"[<>!]|mers|alert|unseen|base64|src", text), text


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        ("Le texte <b>court</b> jusqu'en 2025.", "Le texte court jusqu'en 2025."),
        ("**Le texte** court *jusqu'en* `2025`.", "Le texte court jusqu'en 2025."),
        ("Le texte [court][ref] jusqu'en 2025.", "Le texte court jusqu'en 2025."),
        ("- Le texte court jusqu'en 2025.", "Le texte court jusqu'en 2025."),
        ("1. Le texte court jusqu'en 2025.", "Le texte court jusqu'en 2025."),
        ("Le texte court ![vue](a.png).", "Le texte court."),
        ("• Le texte court jusqu'en 2025.", "Le texte court jusqu'en 2025."),
        ("## Le texte court", "Le texte court"),
        ("> Le texte court jusqu'en 2025.", "Le texte court jusqu'en 2025."),
        ("```\nLe texte court jusqu'en 2025.\n```", "Le texte court jusqu'en 2025."),
        ("~~~text\nLe texte court jusqu'en 2025.\n~~~\n", "Le texte court jusqu'en 2025."),
    ],
)
def test_what_marks_words_leaves_the_words(stream: str, text: str) -> None:
    for pieces in ([stream], list(stream)):
        assert list(written(pieces)) == [Written(text, (), False)]


@pytest.mark.parametrize(
    "address",
    [
        "https://mers.example/a?b=1",
        "ftp://127.0.0.1/a",
        "[ici](https://mers.example)",
        "[ici](http://mers.example/a_(b))",
        "[ici](javascript:alert(1))",
        "[ici](JavaScript:alert)",
        "[ici](data:text/html;base64,AAAA)",
        "[ici](mailto:a@mers.example)",
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:/etc/passwd",
        "www.mers.test",
        "mers.example",
        "un.deux.mers.fr",
        "INRAE.FR",
        "mers.tours/a",
        "127.0.0.1/a",
        "127.0.0.1:8080",
    ],
)
def test_an_address_is_told(address: str) -> None:
    stream = f"Le texte est lisible sur {address} depuis 2025."
    for pieces in ([stream], list(stream)):
        found = list(written(pieces))
        assert any(one.address for one in found), found
        assert not any("](" in one.text for one in found)


def test_where_a_reference_leads_is_told() -> None:
    found = list(written(["Le texte [court][ref] jusqu'en 2025.\n\n[ref]: //mers.example/a\n"]))
    assert [(one.text, one.address) for one in found][0] == ("Le texte court jusqu'en 2025.", False)
    assert all(one.address for one in found[1:])


@pytest.mark.parametrize(
    "text",
    [
        "L'accord vaut 1,5 million d'euros, soit 0.3 % du total.",
        "Le CNRS, l'Inserm et l'IRD ont signé à 14 h 30.",
        "It was signed on 3 p.m. by e.g. Inserm, CNRS and others.",
        "Les données : 14 000 relevés en 2021/2022.",
        "The ratio is 3:1.",
        "The rate rose to 4.5/5 in 2023.",
        "The share of women is <30 % and the budget 3 M€.",
        "La part des femmes est > 30 % et < 40 %.",
        ">30 % of the grants go to women.",
    ],
)
def test_plain_words_are_no_address(text: str) -> None:
    assert list(written([text])) == [Written(text, (), False)]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("The agreement was signed by Mistral.ai and Inria.", False),
        ("The agreement was signed by MISTRAL.AI and Inria.", False),
        ("The agreement stands on https://mistral.ai today.", True),
        ("The agreement stands on www.mistral.ai today.", True),
        ("The agreement stands on mistral.ai/a today.", True),
        ("The agreement stands on a@mistral.ai today.", True),
        ("The agreement stands on evil.mistral.ai today.", True),
        ("The agreement stands on mistral.ai.evil.com today.", True),
        ("The agreement [stands](https://mistral.ai) today.", True),
    ],
)
def test_a_name_like_an_address_is_none_where_the_passages_have_it(said: str, address: bool) -> None:
    known = hosts("Mistral.ai et Inria ont signé.")
    for pieces in ([said], list(said)):
        assert [one.address for one in written(pieces, known)] == [address]
    assert [one.address for one in written([said])] == [True]


@pytest.mark.parametrize("end", ["", " ", "\n"])
def test_the_last_item_of_a_list_is_there_without_a_full_stop(end: str) -> None:
    items = ["Michel Eddi, PDG du CIRAD", "Philippe Mauguin, PDG de l'Inra", "Shadrack Moephuli, PDG de l'ARC"]
    marked = "Les signataires sont :\n" + "\n".join(f"- {item} [1]" for item in items) + end
    for stream in (marked, marked.replace(" [1]", "")):
        for pieces in ([stream], list(stream)):
            assert [(one.text, one.whole) for one in written(pieces)][1:] == [(item, True) for item in items]
    assert [one.whole for one in written(["Brest a signé. Lyon aussi [1]"])] == [True, True]
    assert [one.whole for one in written(["Brest a signé. Lyon n'a pas"])] == [True, False]


@pytest.mark.parametrize(
    "thought", ["<think>\n\n</think>\n\n", " \n<think>\nLyon a signé.\nOu <b>Nice</b> ?\n</think>\n\n"]
)
def test_what_a_model_thinks_aloud_is_no_part_of_its_answer(thought: str) -> None:
    stream = f"{thought}Brest a signé [1]."
    for pieces in ([stream], list(stream), [thought, "Brest a signé [1]."]):
        assert list(written(pieces)) == [Written("Brest a signé.", (1,), False)]
    assert list(written(["<think>Lyon a signé. Brest", " aussi."])) == [], "it never answers"


@pytest.mark.parametrize(
    ("stream", "marks"),
    [
        ("Le texte court jusqu'en 2025 [1].", (1,)),
        ("Le texte court jusqu'en 2025[1].", (1,)),
        ("Le texte court jusqu'en 2025. [2]", (2,)),
        ("Le texte court jusqu'en 2025.[2]", (2,)),
        ("Le texte court jusqu'en 2025 [1][3].", (1, 3)),
        ("Le texte court jusqu'en 2025 [3] [1] [3].", (3, 1)),
        ("Le texte court jusqu'en 2025 [passage 12].", (12,)),
        ("Le texte court jusqu'en 2025 (passage 1).", (1,)),
        ("Le texte court jusqu'en 2025 (Passage 1).", (1,)),
        ("Le texte court jusqu'en 2025【4】.", (4,)),
        ("Le texte court [1] jusqu'en 2025 [99].", (1, 99)),
    ],
)
def test_marks_are_taken_out_and_told(stream: str, marks: tuple[int, ...]) -> None:
    for pieces in ([stream], list(stream)):
        assert list(written(pieces)) == [Written("Le texte court jusqu'en 2025.", marks, False)]


@pytest.mark.parametrize(
    "sentence",
    [
        "M. Dupont, Mme. Martin et le Pr. Durand ont signé.",
        "The agreement was signed by Dr. Lee, Prof. Smith and J. B. Moore of the U.S. team.",
        "Elle porte sur l'eau, l'air, etc. et sur le climat.",
        "Le budget est de 1.5 M€ (env. 2 % de plus).",
        "L'art. 5 s'applique, cf. annexe.",
        "Inserm, e.g. its Paris unit, signed at 3 p.m. on Monday.",
    ],
)
def test_abbreviations_end_no_sentence(sentence: str) -> None:
    stream = f"{sentence} Le reste suit."
    assert texts(stream) == texts(list(stream)) == [sentence, "Le reste suit."]


@pytest.mark.parametrize("opened", ["", "![", "[", "<", "<!-- "])
def test_a_model_that_never_ends_a_sentence_fills_no_memory(opened: str) -> None:
    def stream() -> Iterator[str]:
        yield opened
        for _ in range(1500):
            yield "mot " * 200  # 1.2 million letters in all
        yield "\nLe texte court."

    assert texts("Le texte court.") == ["Le texte court."]  # the tokenizer is loaded
    tracemalloc.start()
    found = texts(stream())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[-1] == "Le texte court."
    assert most < 300_000

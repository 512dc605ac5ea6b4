from dataclasses import replace

import numpy as np
import pytest

from assistant.compose import Choice, choose
from assistant.evidence import Evidence, EvidenceModel, Logistic, Selector, fitted
from assistant.features import ALONE, FEATURES, MARGINS, margins
from assistant.question import Question, understand
from assistant.retrieve import Retrieved, rank
from ingest.chunk import chunk
from store.lexical import Match
from store.types import Hit, Passage, Release, Span
from tests.support import WordReader

TEXT = (
    "Brest et Lyon ont signé un accord le 12 mars 2024. Anne Martin et Paul Durand sont les signataires.\n\n"
    "L'accord a pour objectifs de :\n\n- former des étudiants ;\n- partager des locaux.\n\nIl court jusqu'en 2030."
)
RELEASE = Release("a", "/a.txt", "Brest et Lyon signent", TEXT, "fr")


def hits() -> list[Hit]:
    return [
        Hit(Passage(f"a.{number}", number, piece.span, piece.section, piece.sentences), RELEASE)
        for number, piece in enumerate(chunk(TEXT))
    ]


def retrieved(question: Question) -> Retrieved:
    weights = {language: dict.fromkeys((word.word for word in own), 1.0) for language, own in question.words.items()}
    return Retrieved(tuple(hits()), np.zeros(4, dtype=np.float32), weights)


def model(feature: str) -> EvidenceModel:
    """A model that looks at one feature only."""

    def looks_at(names: tuple[str, ...]) -> Logistic:
        weights = np.array([4.0 if name == feature else 0.0 for name in names])
        return Logistic(np.zeros(len(names)), np.ones(len(names)), weights, 0.0)

    whole = (*FEATURES, *ALONE)
    return EvidenceModel("test", looks_at(FEATURES), looks_at(whole), looks_at((*whole, *MARGINS)), 0.6, 0.5)


def ask(text: str, feature: str) -> list[Evidence]:
    question = understand(text)
    return Selector(WordReader(), model(feature)).select(question, retrieved(question))


def test_a_sentence_that_holds_what_is_asked_comes_first() -> None:
    assert "Anne Martin" in ask("Qui a signé ?", "carries_kind")[0].text
    assert "12 mars 2024" in ask("Quand a-t-il été signé, à quelle date ?", "sentence_coverage")[0].text


def test_a_sentence_that_only_names_the_partners_gives_way_when_they_are_left_out() -> None:
    asked = "Brest et Lyon : combien de signataires ?"
    assert "12 mars 2024" in ask(asked, "alone_answer")[0].text
    assert "Anne Martin" in ask(asked, "unnamed_answer")[0].text


def test_a_list_is_quoted_whole_whichever_item_was_read() -> None:
    best = ask("Quels sont les objectifs ?", "list_wanted")[0]
    assert best.text == "L'accord a pour objectifs de :\n\n- former des étudiants ;\n- partager des locaux."
    told = [one for one in ask("Qui partage des locaux ?", "sentence_coverage") if "locaux" in one.text]
    assert len(told) == 1


def test_the_reader_says_which_words_answer() -> None:
    best = ask("Locaux partagés ?", "span_score")[0]
    assert "locaux" in best.answer.of(TEXT)
    assert best.quote.holds(best.answer)


def test_what_ships_fits_the_features() -> None:
    shipped = fitted()
    assert shipped.shortlist.weights.shape == (len(FEATURES),)
    assert shipped.rank.weights.shape == (len(FEATURES) + len(ALONE),)
    assert shipped.gate.weights.shape == (len(FEATURES) + len(ALONE) + len(MARGINS),)
    assert 0 < shipped.threshold < 1


def evidence(
    probability: float, carried: set[str], span: Span, release: Release = RELEASE, behind: float = 5.0
) -> Evidence:
    hit = replace(hits()[0], release=release)
    return Evidence(hit, span, span, span, frozenset(carried), probability, behind)


def test_nothing_below_the_threshold_is_shown() -> None:
    question = understand("Qui a signé ?")
    assert choose(question, [evidence(0.4, {"who"}, Span(0, 10))], 0.5, 0.5) == Choice([], False)
    assert choose(question, [], 0.5, 0.5) == Choice([], False)
    doubtful, surer = evidence(0.4, {"who"}, Span(0, 10)), evidence(0.9, {"who"}, Span(51, 60))
    assert choose(question, [doubtful, surer], 0.5, 0.5) == Choice([], False), "the first in rank decides"


def test_a_question_of_two_kinds_takes_a_quote_for_each() -> None:
    question = understand("Qui a signé, et quand ?")
    who, when = evidence(0.9, {"who"}, Span(51, 60)), evidence(0.6, {"when"}, Span(0, 10))
    assert choose(question, [who, when], 0.5, 0.5) == Choice([who, when], True)
    assert choose(question, [who], 0.5, 0.5) == Choice([who], False)
    both = evidence(0.9, {"who", "when"}, Span(0, 60))
    assert choose(question, [both, when], 0.5, 0.5) == Choice([both], True)


def test_a_second_quote_comes_from_the_same_release() -> None:
    question = understand("Qui a signé, et quand ?")
    other = evidence(0.8, {"when"}, Span(0, 10), replace(RELEASE, id="b"))
    who = evidence(0.9, {"who"}, Span(51, 60))
    assert choose(question, [who, other], 0.5, 0.5) == Choice([who], False)


def test_a_second_quote_that_is_hardly_behind_is_shown_too() -> None:
    question = understand("Qui a signé ?")
    first = evidence(0.6, {"who"}, Span(51, 60), behind=0.0)
    near, far = (evidence(0.3, {"who"}, Span(0, 10), behind=behind) for behind in (0.4, 0.6))
    assert choose(question, [first, near], 0.5, 0.5) == Choice([first, near], True, either=True)
    assert choose(question, [first, far], 0.5, 0.5) == Choice([first], True)
    elsewhere = evidence(0.0, {"who"}, Span(0, 10), behind=0.1)
    assert choose(question, [first, elsewhere], 0.5, 0.5) == Choice([first], True)
    long = evidence(0.3, {"who"}, Span(0, 460), behind=0.1)
    assert choose(
        question, [first, replace(long, hit=replace(long.hit, release=replace(RELEASE, text=TEXT * 3)))], 0.5, 0.5
    ) == Choice([first], True)
    assert choose(question, [near, first], 0.7, 0.5) == Choice([], False)


def test_a_question_about_the_whole_library_gets_the_best_of_each_release() -> None:
    question = understand("Quels accords ont été signés ?")
    first, second = (evidence(0.9, {"what"}, span, behind=0.0) for span in (Span(0, 10), Span(51, 60)))
    near, far, doubtful = (
        evidence(probability, {"what"}, Span(0, 10), replace(RELEASE, id=name), behind)
        for name, probability, behind in (("b", 0.7, 0.4), ("c", 0.7, 0.6), ("d", 0.4, 0.4))
    )
    assert choose(question, [first, second, near, far, doubtful], 0.5, 0.5) == Choice([first, near], False)


def test_of_a_question_about_the_whole_library_passages_of_more_releases_are_read() -> None:
    other = Hit(replace(hits()[0].passage, id="b.0"), replace(RELEASE, id="b"))
    for text, expected in (("Quand a-t-il été signé ?", {"a"}), ("Quels accords ont été signés ?", {"a", "b"})):
        question = understand(text)
        found = replace(retrieved(question), hits=(*(hits()[0] for _ in range(4)), other))
        read = Selector(WordReader(), model("carries_kind")).read(question, found)
        assert {unit.hit.release.id for unit in read.units} == expected


def test_ranking_standardises_and_keeps_boilerplate_back() -> None:
    plain = hits()
    about = replace(plain[0], passage=replace(plain[0].passage, id="about", section="about"))
    body = replace(plain[0], passage=replace(plain[0].passage, id="body"))
    low = replace(plain[0], passage=replace(plain[0].passage, id="low"))
    dense = {"about": 0.9, "body": 0.88, "low": 0.1}
    lexical = {"about": Match(3.0, 0.5), "body": Match(3.0, 0.5)}
    assert [hit.passage.id for hit in rank([low, about, body], dense, lexical)] == ["body", "about", "low"]
    assert rank([], {}, {}) == []


def test_the_margin_of_the_first_sentence_is_over_the_second() -> None:
    ahead, share = margins(np.array([2.0, 5.0, 4.5])).T
    assert ahead.tolist() == [-3.0, 0.5, -0.5]
    assert share.sum() == pytest.approx(1)
    assert margins(np.array([1.0])).shape == (1, len(MARGINS))

import pytest

from assistant.answers import extractive, not_found
from assistant.citations import Cited
from assistant.compose import Choice
from assistant.question import understand
from assistant.types import Statement
from store.types import Coverage, Release, Span

RELEASE = Release("a", "/a.txt", "Brest et Lyon signent", "Brest et Lyon ont signé un accord.", "fr")
COVERAGE = Coverage(1, 1, {"fr": 1, "en": 0}, None, None)


def said(question: str, complete: bool) -> str:
    cited = Cited(lambda _: RELEASE)
    added = cited.add(RELEASE, Span(0, 34))
    assert added
    choice = Choice([], complete)
    return extractive(understand(question), cited, [Statement("x", (added[0],))], None, choice).text


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("Qui a signé, et quand ?", "Le reste de la question n'a pas trouvé de réponse dans la bibliothèque."),
        ("Quand ont-ils signé ?", "Ce passage ne contient peut-être pas exactement ce qui est demandé."),
        ("Quels accords ont été signés ?", "Il peut y en avoir d'autres"),
        ("Who signed, and when?", "The rest of the question was not answered by any release in the library."),
        ("When did they sign?", "The passage may not hold exactly what is asked for."),
        ("Which agreements were signed?", "There may be more"),
    ],
)
def test_an_answer_that_does_not_cover_the_question_says_how(question: str, last: str) -> None:
    assert said(question, complete=False).rpartition("\n\n")[2].startswith(last)
    assert last not in said(question, complete=True)


def test_a_refusal_says_that_no_list_is_made_where_one_was_asked_for() -> None:
    for question, word in (("Quels accords ont été signés ?", "liste"), ("How many agreements are there?", "count")):
        assert word in not_found(understand(question), COVERAGE, [RELEASE], [], 0.9).text
    assert "liste" not in not_found(understand("Qui a signé ?"), COVERAGE, [RELEASE], [], 0.9).text

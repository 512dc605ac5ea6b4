"""A conversation as values, and the HTML of its turns and cards."""

import html
import re
from dataclasses import replace

from assistant.types import Answer, Statement
from assistant.ui.cards import panel
from assistant.ui.conversation import KEPT, Turn, Turns, follow, history, settled
from assistant.ui.messages import transcript
from store.types import LANGUAGES, Language
from tests.assistant.ui.answers import HOSTILE
from tests.assistant.ui.scripted import FakeAssistant

TAGS_OF_OURS = {"section", "div", "span", "p", "br", "ul", "li", "button", "h2", "h3", "article", "blockquote", "mark"}


def asked(fake: FakeAssistant, *questions: str, language: Language = "en") -> Turns:
    """The conversation after these questions."""
    turns: Turns = ()
    for question in questions:
        *_, turns = follow(fake, turns, question, language)
    return turns


def reworded(answer: Answer, words: str) -> Answer:
    """The answer with these words as its only statement."""
    return replace(answer, text=f"{words} [1]", statements=(Statement(words, (1,)),))


def test_the_turn_grows_with_the_events(fake: FakeAssistant) -> None:
    steps = list(follow(fake, (), "Qui a signé ?", "fr"))
    assert [len(turns[-1].statements) for turns in steps] == [0, 0, 1, 2, 2]
    assert [turns[-1].pending for turns in steps] == [True, True, True, True, False]
    assert steps[1][-1].searched_for == "Qui a signé ?"
    assert steps[3][-1].text == steps[4][-1].text


def test_withdrawn_words_are_gone_before_others_follow(fake: FakeAssistant) -> None:
    steps = [turns[-1] for turns in follow(fake, (), "Withdrawn?", "en")]
    assert [len(turn.statements) for turn in steps] == [0, 0, 1, 0, 1, 2, 2]
    assert [len(turn.citations) for turn in steps] == [0, 0, 1, 0, 1, 2, 2]
    assert "panel-empty" in panel((steps[3],), "en")
    assert "do not stand" not in transcript((steps[3],), "en")
    assert '<p class="note">The language model stopped' in transcript((steps[-1],), "en")


def test_the_writer_is_passed_on(fake: FakeAssistant) -> None:
    for model in ("ollama/small", "none", None):
        list(follow(fake, (), "Qui ?", "fr", model))
    assert fake.writers == ["ollama/small", "none", None]


def test_what_is_under_way_is_named_by_who_writes() -> None:
    def said(fake: FakeAssistant, model: str | None = None) -> list[str]:
        steps = [*follow(fake, (), "Who?", "en", model)]
        return re.findall(r'class="waiting">([^<]*)<', "".join(transcript(turns, "en") for turns in steps))

    searching, writing = "Searching the releases", "Writing and checking the answer"
    assert said(FakeAssistant("ollama/small")) == [searching, writing, writing, writing]
    assert said(FakeAssistant("ollama/small"), "none") == said(FakeAssistant()) == [searching] * 4


def test_closing_closes_the_stream_of_the_assistant(fake: FakeAssistant) -> None:
    steps = follow(fake, (), "Qui a signé ?", "fr")
    for _ in range(3):
        next(steps)
    assert fake.closed == []
    steps.close()
    assert fake.closed == ["Qui a signé ?"]


def test_a_stopped_turn_keeps_what_was_shown_and_is_not_told(fake: FakeAssistant) -> None:
    steps = follow(fake, (), "Qui a signé ?", "fr")
    *_, half = (next(steps) for _ in range(3))
    steps.close()
    turns = settled(half)
    assert (turns[-1].stopped, turns[-1].pending, len(turns[-1].statements)) == (True, False, 1)
    markup = transcript(turns, "fr")
    assert all(part in markup for part in ("Diana Samuel", '<p class="note">Interrompu.</p>', "Lire le passage"))
    assert history(turns) == []
    *_, turns = follow(fake, turns, "Quel budget ?", "fr")
    assert fake.asked[-1][1] == []
    assert [turn.number for turn in turns] == [1, 2] and settled(turns) == turns


def test_sentences_that_were_left_out_are_counted(fake: FakeAssistant) -> None:
    turns = asked(fake, "What was dropped?")
    english, french = (html.unescape(transcript(turns, language)) for language in LANGUAGES[::-1])
    assert "3 sentences of the model were left out: 2 give a number or date that no passage gives, 1 is not" in english
    assert "3 phrases du modèle n’ont pas été retenues\u00a0: 2 donnent un nombre" in french
    assert "left out" not in transcript(asked(fake, "Who?"), "en")


def test_history_is_plain_words_of_the_earlier_turns(fake: FakeAssistant) -> None:
    asked(fake, "Qui a signé ?", " ", "Quel budget ?")
    _, told, _ = fake.asked[-1]
    assert [message["role"] for message in told if isinstance(message, dict)] == ["user", "assistant"]
    assert told[0] == {"role": "user", "content": "Qui a signé ?"}
    words = told[1]["content"] if isinstance(told[1], dict) else ""
    assert words.endswith("Signature : 26 septembre 2023.")
    assert "[" not in words and "<" not in words


def test_history_keeps_marks_that_are_no_citations(fake: FakeAssistant) -> None:
    (turn,) = asked(fake, "Qui a signé ?")
    assert turn.answer is not None
    answer = reworded(turn.answer, "See [9] of the text.")
    assert history((replace(turn, answer=answer),))[1]["content"] == "See [9] of the text."


def test_the_question_decides_its_language_unless_it_has_none(fake: FakeAssistant) -> None:
    asked(fake, "Qui a signé ?", "", language="en")
    assert [language for _, _, language in fake.asked] == [None, "en"]


def test_a_fault_is_said_and_the_conversation_goes_on(fake: FakeAssistant) -> None:
    crashed, locked, fine = asked(fake, "crash", "locked", "Qui ?", language="fr")
    assert crashed.fault and crashed.fault.startswith("Un incident")
    assert locked.fault and "Un autre processus écrit" in locked.fault
    assert fine.answer and fine.answer.status == "answered"
    assert fake.asked[-1][1] == []


def test_a_huge_question_is_not_kept(fake: FakeAssistant) -> None:
    (turn,) = asked(fake, "budget " * 100_000)
    assert len(turn.question) == KEPT
    assert len(transcript((turn,), "en")) < 10_000


def test_chips_name_their_turn_and_card(fake: FakeAssistant) -> None:
    markup = transcript(asked(fake, "Quel budget ?", "Qui a signé ?"), "fr")
    assert re.findall(r'class="cite" value="([\d-]+)"', markup) == ["2-1", "2-2"]
    assert 'title="Passage 1 &#58; Ocean College' in markup


def test_a_mark_without_a_citation_stays_text(fake: FakeAssistant) -> None:
    (turn,) = asked(fake, "Qui a signé ?")
    assert turn.answer is not None
    markup = transcript((replace(turn, answer=reworded(turn.answer, "As in [7].")),), "en")
    assert "&#91;7&#93;" in markup
    assert markup.count('class="cite"') == 1


def test_each_turn_is_one_line(fake: FakeAssistant) -> None:
    turns = asked(fake, "What are the objectives?", "trap", "Quel budget ?", "", "crash")
    for markup, blocks in ((transcript(turns, "en"), 5), (panel(turns, "en"), 6)):
        assert len(markup.split("\n\n")) == blocks
        assert all("\n" not in block for block in markup.split("\n\n"))


def test_hostile_text_adds_no_markup(fake: FakeAssistant) -> None:
    turns = asked(fake, f"trap {HOSTILE}")
    for markup in (transcript(turns, "en"), panel(turns, "en")):
        tags = set(re.findall(r"</?([a-z0-9]+)", markup))
        assert tags <= TAGS_OF_OURS | {"a"}
        assert re.findall(r'href="(?!releases&#47;)', markup) == []
        assert HOSTILE in html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_the_panel_quotes_the_paragraph(fake: FakeAssistant) -> None:
    markup = panel(asked(fake, "Qui a signé ?"), "fr")
    assert "<mark>Diana Samuel, chair of the Institute" in markup
    assert "signed it.</mark> The agreement runs for five years." in markup
    assert 'lang="en"' in markup and "anglais" in markup and "26 septembre 2023" in markup
    assert "Original sur college.example" in markup


def test_the_panel_shows_the_nearest_releases(fake: FakeAssistant) -> None:
    markup = panel(asked(fake, "Quel budget ?"), "fr")
    assert "Communiqués les plus proches" in markup
    assert markup.count("<article") == 2
    assert "<mark" not in markup


def test_the_panel_invites_while_empty() -> None:
    assert "panel-empty" in panel((), "en")
    assert "panel-empty" in panel((Turn(1, "Who?"),), "en")

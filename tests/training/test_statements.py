import random

from training.statements import StatementSet, passage, read_statements, split_statements
from training.written import held_out, read_written

SAID = read_statements(read_written())


def test_every_statement_is_on_a_release_and_says_what_is_wrong_with_it() -> None:
    assert len(SAID) > 3_000
    assert {one.why for one in SAID if one.supported} == {"paraphrase"}
    assert "paraphrase" not in {one.why for one in SAID if not one.supported}
    assert all(one.places and max(one.places) < len(one.release.sentences) for one in SAID)
    assert len({(one.release.file, one.release.number, one.text) for one in SAID}) == len(SAID)


def test_no_release_is_on_both_sides() -> None:
    kept, held = split_statements(SAID)
    assert len(kept) + len(held) == len(SAID)
    assert not any(held_out(one.release) for one in kept)
    assert all(held_out(one.release) for one in held)


def test_only_a_true_statement_with_all_that_bears_it_out_is_answered() -> None:
    for said in SAID[::50]:
        whole = passage(said, range(len(said.release.sentences)), headed=True)
        assert whole.answered == said.supported
        if whole.answered:
            assert whole.passage[whole.start : whole.end] == said.release.sentences[said.places[0]]
        others = [place for place in range(len(said.release.sentences)) if place not in said.places]
        assert not passage(said, others, headed=False).answered


def test_examples_are_drawn_in_every_way() -> None:
    drawn, rng = StatementSet(SAID), random.Random(3)
    made = [drawn.example(number, rng) for number in range(0, len(drawn), 10)]
    assert 0.2 < sum(one.answered for one in made) / len(made) < 0.5
    assert 0.9 < sum(one.right for one in made) / len(made) < 1

import re
from collections import Counter

from training.generate import LANGUAGES, questions, release

SEED = 3
MADE = [release(SEED, number) for number in range(60)]
ASKED = [asked for number, own in enumerate(MADE) for asked in questions(own, MADE[number - 1], SEED)]


def test_a_release_is_the_same_every_time() -> None:
    assert release(SEED, 7) == MADE[7]
    assert release(SEED + 1, 7) != MADE[7]


def test_no_slot_is_left_open() -> None:
    for made in MADE:
        for text in made.texts.values():
            assert not re.search(r"[{}]", text.title + text.body)
    assert not [asked.question for asked in ASKED if re.search(r"[{}]", asked.question)]


def test_what_is_answered_stands_in_the_passage_in_its_language() -> None:
    for asked in ASKED:
        body = MADE[asked.release].texts[asked.passage_language].body
        if asked.why == "answered":
            assert 0 <= asked.start < asked.end <= len(body)
            assert body[asked.start : asked.end].strip()
        else:
            assert (asked.start, asked.end) == (-1, -1)


def test_every_direction_and_every_reason_comes_up() -> None:
    seen = Counter((asked.question_language, asked.passage_language, asked.why) for asked in ASKED)
    assert len(seen) == len(LANGUAGES) ** 2 * 3
    assert min(seen.values()) > 20


def test_a_detail_that_is_unstated_is_not_in_the_release() -> None:
    for asked in ASKED:
        if asked.why == "unstated" and asked.kind != "never":
            assert asked.kind not in MADE[asked.release].stated

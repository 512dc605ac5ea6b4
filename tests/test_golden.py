"""The golden set is two halves by release: what is tuned may look at one of them only, and nothing names the other.

`measured` was asked at the end of each round of work; `fresh` and `third`, on the same releases, came later and were
asked less.
"""

import re
from collections import Counter

import pytest

from assistant.evaluate import Golden, read_golden
from store.language import fold
from tests.support import ROOT, SAMPLES

TUNING = read_golden(ROOT / "tests" / "golden" / "tuning.jsonl")
MEASURED = [
    one for name in ("measured", "fresh", "third") for one in read_golden(ROOT / "tests" / "golden" / f"{name}.jsonl")
]
CODE = [
    path
    for package in ("assistant", "ingest", "store", "prompts", "training")
    for path in (ROOT / package).rglob("*")
    if path.suffix in (".py", ".toml", ".tsv", ".json") and "models" not in path.parts
]


def docs(questions: list[Golden]) -> set[str]:
    return {name for one in questions for name in one.docs}


def test_the_halves_share_no_release_and_no_question() -> None:
    assert docs(TUNING)
    assert docs(TUNING) | docs(MEASURED) == {path.name for path in SAMPLES.glob("*.txt")}
    assert not docs(TUNING) & docs(MEASURED)
    assert not {fold(one.q) for one in TUNING} & {fold(one.q) for one in MEASURED if not one.history}
    assert len({one.id for one in TUNING + MEASURED}) == len(TUNING + MEASURED)


def test_the_set_is_large_and_spread() -> None:
    everything = TUNING + MEASURED
    refused = [one for one in everything if one.abstain]
    assert len(everything) >= 300
    assert len(refused) >= 90
    assert {"fr", "en"} == {one.lang for one in everything}
    kinds = Counter(one.kind for one in everything)
    wanted = "who when where how_many how_much what list partners duration yes_no comparison overview follow_up"
    assert all(kinds[kind] >= 10 for kind in wanted.split()), kinds


@pytest.mark.parametrize("half", [TUNING, MEASURED], ids=["tuning", "measured"])
def test_every_gold_answer_stands_in_its_releases(half: list[Golden]) -> None:
    for one in half:
        texts = " ".join(fold((SAMPLES / name).read_text(encoding="utf-8")) for name in one.docs)
        texts = " ".join(texts.split())
        for element in one.gold:
            assert any(" ".join(fold(form).split()) in texts for form in element), f"{one.id}: {element}"
        assert bool(one.gold) != one.abstain, one.id


def test_no_module_names_what_is_measured() -> None:
    tuned = fold(" ".join((SAMPLES / name).read_text(encoding="utf-8") for name in docs(TUNING)))
    # Names of two words and figures of four digits or more: what only the measured releases hold.
    telling = {
        form
        for one in MEASURED
        for element in one.gold
        for form in element
        if re.fullmatch(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)+|\d{4,}", form) and fold(form) not in tuned
    }
    assert len(telling) > 15
    code = {path: fold(path.read_text(encoding="utf-8")) for path in CODE}
    for form in telling:
        named = [path.name for path, text in code.items() if re.search(rf"\b{re.escape(fold(form))}\b", text)]
        assert not named, f"{form} is named in {named}"
    for name in docs(MEASURED):
        assert not [path.name for path, text in code.items() if fold(name.removesuffix(".txt")) in text], name

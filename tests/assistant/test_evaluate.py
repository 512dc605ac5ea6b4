import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evaluate import Golden, judge, measure, read_golden, table
from store.errors import UsageError
from tests.support import ROOT

GOLDEN = ROOT / "tests" / "golden"
FLOORS = json.loads((GOLDEN / "floors.json").read_text(encoding="utf-8"))


def golden(**values: object) -> Golden:
    whole = {"id": "x", "lang": "en", "q": "Who signed for the ARC of South Africa?", "history": [], "kind": "who"}
    return Golden(**(whole | {"docs": ["arc-cirad-inrae-2020.txt"], "gold": [["moephuli"]], "abstain": False} | values))


def test_an_answer_is_judged_by_words_documents_and_length(assistant: Assistant) -> None:
    assert judge(assistant, golden()).right
    assert not judge(assistant, golden(gold=[["Moephuli"], ["someone else"]])).right
    assert not judge(assistant, golden(docs=["lyon-cnrs-2018.txt"])).right
    assert not judge(assistant, golden(abstain=True, docs=[], gold=[])).right
    assert judge(assistant, golden(q="how do I bake bread", abstain=True, docs=[], gold=[])).right


@pytest.mark.parametrize("name", ["measured", "fresh", "third"])
def test_what_is_only_measured_stays_above_its_floors(assistant: Assistant, name: str) -> None:
    report = measure(assistant, read_golden(GOLDEN / f"{name}.jsonl"))
    print(table(report))
    for group, floors in FLOORS[name].items():
        for figure, floor in floors.items():
            assert report["groups"][group][figure] >= floor, f"{group}: {figure}"


def test_a_golden_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none.jsonl"):
        read_golden(tmp_path / "none.jsonl")
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="bad.jsonl"):
        read_golden(tmp_path / "bad.jsonl")

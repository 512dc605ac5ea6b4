from dataclasses import replace

import numpy as np

from assistant.compare import Search, parts
from assistant.question import Question, understand
from assistant.retrieve import Retrieved
from ingest.chunk import chunk
from store.types import Hit, Passage, Release

LYON = Release("a", "/a.txt", "Lyon et le CNRS", "L'Université de Lyon et le CNRS ont signé le 3 mai 2018.", "fr")
BREST = Release("b", "/b.txt", "Brest et l'Inserm", "Brest et l'Inserm ont signé le 12 mars 2024.", "fr")


def retrieved(*releases: Release) -> Retrieved:
    hits = [
        Hit(Passage(f"{release.id}.{number}", number, piece.span, piece.section, piece.sentences), release)
        for release in releases
        for number, piece in enumerate(chunk(release.text))
    ]
    return Retrieved(tuple(hits), np.zeros(4, dtype=np.float32), {"fr": {}, "en": {}})


def search(*releases: Release) -> Search:
    return lambda text: (understand(text), retrieved(*releases))


def test_a_comparison_is_asked_of_each_release() -> None:
    question = understand("Lequel est plus récent, l'accord Lyon-CNRS ou celui de Brest avec l'Inserm ?")
    first, second = parts(question, retrieved(LYON, BREST), search(LYON, BREST))
    assert {hit.release.id for hit in first[1].hits} == {"a"}
    assert set(first[0].names) == {"lyon", "cnrs"}
    assert set(second[0].names) == {"brest", "inserm"}
    assert "brest" not in {word.word for word in first[0].words["fr"]}
    # What they are compared by is asked of each.
    assert first[0].kinds == second[0].kinds == ("when",)
    assert first[0].searched_for == "Quand l'accord Lyon CNRS a-t-il été signé ?"


def test_what_is_asked_of_both_stays_in_the_question() -> None:
    question = understand("qui a signé l'accord Lyon-CNRS et qui la convention Brest-Inserm ?")
    first, second = parts(question, retrieved(LYON, BREST), search(LYON, BREST))
    assert first[0].searched_for == "qui a signé l'accord Lyon-CNRS ?"
    assert "lyon" not in second[0].names


def test_a_release_that_adds_no_name_to_the_others_is_left_out() -> None:
    nancy = Release("c", "/c.txt", "Nancy", "Nancy, le CNRS, Brest et Metz ont signé en 2020.", "fr")
    question = understand("Lequel est plus récent, l'accord Lyon-CNRS de Metz ou celui de Brest avec l'Inserm ?")
    metz = replace(LYON, text=f"{LYON.text} Metz suivra.")
    found = parts(question, retrieved(nancy, metz, BREST), search(nancy, metz, BREST))
    assert {own.hits[0].release.id for _, own in found} == {"a", "b"}


def test_names_alone_are_asked_as_they_stand() -> None:
    question = understand("Lyon CNRS vs Brest Inserm")
    assert len(parts(question, retrieved(LYON, BREST), search(LYON, BREST))) == 2
    assert len(parts(question, retrieved(LYON), search(LYON, BREST))) == 2


def test_a_measure_is_not_taken_for_another_detail() -> None:
    question = understand("When will the partners of the Lyon-CNRS agreement and of the Brest-Inserm deal meet?")
    first, _ = parts(question, retrieved(LYON, BREST), search(LYON, BREST))
    assert first[0].searched_for == "When will the partners of the Lyon-CNRS agreement meet?"


def test_a_release_that_was_not_found_at_first_is_looked_for() -> None:
    question = understand("Lequel est plus récent, l'accord Lyon-CNRS ou celui de Brest avec l'Inserm ?")
    asked = []

    def found(text: str) -> tuple[Question, Retrieved]:
        asked.append(text)
        return understand(text), retrieved(LYON, BREST)

    assert len(parts(question, retrieved(LYON), found)) == 2
    assert "Lyon" not in asked[0]


def test_what_one_release_holds_is_no_comparison() -> None:
    for asked in (
        "Qui a signé l'accord entre Lyon et le CNRS ?",
        "Qui a signé l'accord entre Lyon et l'Inserm ?",
        "Lequel est plus récent, Lyon ou le CNRS ?",
    ):
        assert not parts(understand(asked), retrieved(LYON, BREST), search(LYON, BREST))

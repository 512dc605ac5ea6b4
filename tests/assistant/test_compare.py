import numpy as np

from assistant.compare import parts
from assistant.question import understand
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


def test_a_comparison_is_asked_of_each_release() -> None:
    question = understand("Lequel est plus récent, l'accord Lyon-CNRS ou celui de Brest avec l'Inserm ?")
    first, second = parts(question, retrieved(LYON, BREST))
    assert {hit.release.id for hit in first[1].hits} == {"a"}
    assert set(first[0].names) == {"lyon", "cnrs"}
    assert set(second[0].names) == {"brest", "inserm"}
    assert "brest" not in {word.word for word in first[0].words["fr"]}


def test_what_one_release_holds_is_no_comparison() -> None:
    assert not parts(understand("Qui a signé l'accord entre Lyon et le CNRS ?"), retrieved(LYON, BREST))
    assert not parts(understand("Qui a signé l'accord entre Lyon et l'Inserm ?"), retrieved(LYON, BREST))
    assert not parts(understand("Lequel est plus récent, Lyon ou le CNRS ?"), retrieved(LYON, BREST))

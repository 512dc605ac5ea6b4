"""The fixtures of the page's tests."""

import logging
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.assistant.ui.scripted import FLAGS, FakeAssistant


@pytest.fixture(autouse=True)
def nothing_fails_unseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The loop only logs what a task of the page's server raised after its answer had been sent."""
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    lost = [record.getMessage() for record in records if record.name == "asyncio" and record.levelno >= logging.ERROR]
    assert not lost, lost


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium of the system; tests that need it are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    if path is None:
        pytest.skip("no Chromium on this machine (looked for chromium, google-chrome, chromium-browser)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()

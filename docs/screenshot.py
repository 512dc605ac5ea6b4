"""Takes the README's picture of the page: `python -m docs.screenshot` with Chromium installed."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "Until when is the agreement between Inserm and Brittany in force?",
    "Who signed the agreement between ARC, CIRAD and INRAE?",
)


def main() -> None:
    """Serve the samples, ask two questions, open the second citation, take the picture."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "assistant.cli", "serve", "--starter", str(ROOT / "samples")]
        server = subprocess.Popen([*command, "--port", str(port), "--home", home], cwd=ROOT)
        try:
            _wait(base)
            _shoot(base, sys.argv[1:] or ["docs/page.png", "1280", "760", "en"])
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(base: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the page did not start")


def _shoot(base: str, wanted: list[str]) -> None:
    path, width, height, locale = wanted
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale=locale, viewport={"width": int(width), "height": int(height)})
        page.goto(base)
        for number, question in enumerate(QUESTIONS, start=1):
            page.locator("#question textarea").fill(question)
            page.locator("#question textarea").press("Enter")
            page.locator(f"#turn-{number} .reply .cite").first.wait_for(timeout=120_000)
        page.locator(f"#turn-{len(QUESTIONS)} .cite").first.click()
        page.wait_for_timeout(500)
        page.screenshot(path=path)
        browser.close()


if __name__ == "__main__":
    main()

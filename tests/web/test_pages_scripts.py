"""Pages with texts in other scripts, in a real Chromium: each says its language, and runs in its direction."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from game.commands.cli import main
from tests.web.chromium import Chromium, Page
from tests.web.playing import REST_SECONDS, by_script

pytestmark = pytest.mark.slow
LANGUAGES = ("ar", "he", "hi", "th", "ja", "zh")
STYLE = (
    "(() => { const of = getComputedStyle(%s); return [of.direction, of.textAlign, of.lineBreak, of.lineHeight]; })()"
)


def only(folder: Path, language: str, out: Path) -> Path:
    """The same pack, with its texts in one language alone."""

    def kept(value: Any) -> Any:
        if isinstance(value, list):
            return [kept(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {key: kept(item) for key, item in value.items() if key == language or key not in LANGUAGES}

    shutil.copytree(folder, out)
    for path in out.rglob("*.yaml"):
        data = kept(yaml.safe_load(path.read_text(encoding="utf-8")))
        if path.name == "pack.yaml":
            data["languages"] = [language]
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return out


def opened(chromium: Chromium, folder: Path, language: str, out: Path) -> Page:
    """The level as a page, begun."""
    pack = only(folder, language, out / "pack")
    file = out / "page.html"
    assert main(["web", "look-twice", "--out", str(file), "--pack", str(pack), "--data", str(out / "data")]) == 0
    page = chromium.page(f"file://{file}", prefers_reduced_motion="reduce")
    page.until("document.querySelector('main h1')")
    time.sleep(REST_SECONDS)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_say_their_language_and_run_in_their_direction(
    language: str, chromium: Chromium, scripts_folder: Path, tmp_path: Path
) -> None:
    """What the page itself says stays English, from left to right; the policy refuses nothing."""
    page = opened(chromium, scripts_folder, language, tmp_path)
    backwards = language in ("ar", "he")
    for selector in ("main h1", "main .prose p"):
        element = f"document.querySelector('{selector}')"
        assert page.run(f"[{element}.lang, {element}.dir]") == [language, "auto"]
        direction, align, line_break, _ = page.run(STYLE % element)
        assert (direction, align, line_break) == ("rtl" if backwards else "ltr", "start", "strict")
    assert page.run("document.documentElement.lang") == "en"
    assert page.run("document.querySelector('[data-key=begin]').lang") == ""
    for key in ("begin", "says-fake", "sure-2"):
        page.until(f"document.querySelector('[data-key={key}]')")
        time.sleep(REST_SECONDS)
        by_script(page, key)
    page.until("document.querySelector('.card p')")
    note = "document.querySelector('.card p')"
    assert page.run(f"{note}.lang") == language
    sides = (
        "(() => { const range = document.createRange(), of = %s; range.selectNodeContents(of);"
        " const [text, box] = [range, of].map((one) => one.getBoundingClientRect());"
        " return [text.left - box.left, box.right - text.right]; })()"
    )
    left, right = page.run(sides % note)
    assert (right if backwards else left) == pytest.approx(0, abs=1)
    assert page.complaints == []
    page.close()

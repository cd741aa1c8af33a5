"""Pages in a real Chromium: played to the end by keys and by touch, held against axe-core and a SCORM run-time."""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from game.base import places
from game.commands.cli import main
from game.pack import cache
from game.pixels.imagefiles import Frames
from tests.web.chromium import Chromium, Page
from tests.web.conftest import node_file
from tests.web.playing import (
    HEADLINE,
    KEYS,
    REST_SECONDS,
    SCREEN,
    Press,
    by_keys,
    by_script,
    by_touch,
    choose,
    play,
    served,
)

pytestmark = pytest.mark.slow


def opened(page: Page) -> Page:
    """The page with its first screen on it."""
    page.until("document.querySelector('main h1')")
    time.sleep(REST_SECONDS)
    return page


def speak(page: Page, language: str) -> None:
    """Choose a language in the bar above."""
    page.run(
        f"(() => {{ const choice = document.querySelector('#bar select'); choice.value = '{language}';"
        " choice.dispatchEvent(new Event('change')); })()"
    )


@pytest.mark.parametrize(
    ("press", "size", "language", "last"),
    [
        (by_keys, (1280, 720), "en", "right"),
        (by_touch, (360, 640), "it", "giust"),
    ],
)
@pytest.mark.parametrize("level", ["everything", "claims"])
def test_played_whole_from_a_stick_and_from_a_server(
    chromium: Chromium, pages: Path, level: str, press: Press, size: tuple[int, int], language: str, last: str
) -> None:
    """Every kind of round, by keys or touch alone; nothing fails, is refused, or is asked of anybody else."""
    touch = press is by_touch
    with served(pages) as server:
        file = f"{level}.html"
        addresses = [f"file://{pages / file}", f"{server}/{file}"]
        address = addresses[touch == (level == "claims")]
        page = opened(chromium.page(address, size, touch=touch))
        speak(page, language)
        headlines = play(page, press)
        assert last in headlines[-1]
        assert page.complaints == []
        beyond = [it for it in page.requests if not it.startswith((address, "data:", "blob:"))]
        assert [it for it in beyond if not it.endswith("/favicon.ico")] == []
        page.close()


def test_the_folder_plays_from_a_server_and_from_a_stick(chromium: Chromium, pages: Path) -> None:
    """With several levels the shelf comes first, and after a summary again; pictures and clips come from beside it."""
    with served(pages / "folder") as server:
        for address, level in ((f"{server}/index.html", "claims"), (f"file://{pages}/folder/index.html", "everything")):
            page = opened(chromium.page(address))
            by_script(page, f"level-{level}")
            play(page, by_script)
            by_script(page, "levels")
            assert {"level-everything", "level-claims"} <= set(page.run(KEYS))
            assert page.complaints == []
            page.close()


def test_other_languages_come_when_they_are_chosen(chromium: Chromium, tmp_path: Path) -> None:
    """Each from beside the page, from a stick too; one whose file is not there changes nothing."""
    site = tmp_path / "site"
    assert main(["web", "test-a", "--lang", "it", "--out", str(site)]) == 0
    page = opened(chromium.page(f"file://{site}/index.html"))
    assert page.run("document.documentElement.lang") == "it"
    headlines = {}
    for code in ("fr", "de", "it"):
        speak(page, code)
        page.until(f"document.documentElement.lang === '{code}'")
        headlines[code] = page.run("document.querySelector('main h1').textContent")
    title = cache.load(places.default_pack(), None).levels["test-a"].title
    assert headlines == {code: title[code] for code in headlines}
    assert page.complaints == []
    for path in (site / "media").glob("*.js"):
        path.unlink()
    speak(page, "es")
    time.sleep(REST_SECONDS)
    assert page.run("document.documentElement.lang") == "it"
    assert page.run("document.querySelector('#bar select').value") == "it"
    speak(page, "fr")  # which was here before
    page.until("document.documentElement.lang === 'fr'")
    page.close()


def test_no_screen_breaks_a_rule_of_accessibility(chromium: Chromium, pages: Path) -> None:
    """axe-core finds nothing on any screen, dark and light, wide and narrow, nor on the guide and the credits."""
    axe = node_file("axe-core/axe.min.js").read_text(encoding="utf-8")
    page = opened(chromium.page(f"file://{pages / 'both.html'}", prefers_color_scheme="dark"))
    page.run(axe + "; 0")
    found: list[str] = []
    seen: set[str] = set()

    def look(screen: str) -> None:
        name = f"{screen} {page.run(HEADLINE)[:30]}" if "sure" in page.run(KEYS) else screen
        if name in seen:
            return
        seen.add(name)
        for scheme, size in (("dark", (1280, 720)), ("light", (360, 640))):
            page.prefer(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
            page.resize(size)
            time.sleep(0.2)
            rules = page.run(
                "axe.run().then((result) => result.violations.map((it) => `${it.id}: ${it.nodes[0].html}`"
                " + it.nodes[0].failureSummary))"
            )
            found.extend(f"{name} ({scheme}): {rule}" for rule in rules)
            assert page.run("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than {size}"

    look("shelf")
    for level in ("everything", "claims"):
        by_script(page, f"level-{level}")
        play(page, by_script, look)
        by_script(page, "levels")
        time.sleep(REST_SECONDS)
    for extra in ("to-guide", "to-credits"):
        page.run(f"document.querySelector('#bar [data-key={extra}]').click()")
        time.sleep(REST_SECONDS)
        look(extra)
    assert found == []
    assert len(seen) >= 12
    page.close()


def test_a_double_tap_answers_only_what_was_seen(chromium: Chromium, pages: Path) -> None:
    """An input within 350 ms of a step is not the next screen's answer; later it is."""
    page = opened(chromium.page(f"file://{pages / 'everything.html'}"))
    headline = page.run(HEADLINE)
    script = "document.querySelector('main .primary').click()"
    page.run(
        f"{script}; document.querySelector('main .button').click(); document.querySelector('main .primary')?.click()"
    )
    first = page.run(HEADLINE)
    assert first != headline
    page.run("document.querySelectorAll('main .column .button').forEach((item) => item.click())")
    assert page.run(HEADLINE) == first
    time.sleep(REST_SECONDS)
    page.run("[...document.querySelectorAll('main .column .button')].pop().click()")
    assert page.run(HEADLINE) != first
    page.close()


def test_the_last_impression_can_be_changed(chromium: Chromium, pages: Path) -> None:
    """Also when the verdict is asked for, and not before the first; the round ends as ever."""
    page = opened(chromium.page(f"file://{pages / 'claims.html'}"))
    asked: list[str] = []
    for _ in range(60):
        time.sleep(REST_SECONDS)
        keys = page.run(KEYS)
        if not asked and "rating-4" in keys:
            asked.append(page.run(HEADLINE))
            assert "take-back" not in keys
        elif len(asked) == 1:
            assert page.run(HEADLINE) != asked[0]
            by_script(page, "take-back")
            asked.append("taken back")
            continue
        elif len(asked) == 2:
            assert page.run(HEADLINE) == asked[0]
            asked.append("again")
        elif "take-back" in keys and "says-fake" in keys:
            by_script(page, "take-back")
            time.sleep(REST_SECONDS)
            assert "rating-4" in page.run(KEYS)
            break
        for key in choose(page):
            by_script(page, key)
    else:
        raise AssertionError(asked)
    headline = page.run(HEADLINE)
    for _ in range(3):  # the impression again, the verdict and how sure
        for key in choose(page):
            by_script(page, key)
        time.sleep(REST_SECONDS)
    assert page.run(HEADLINE) != headline
    assert "reveal" in page.run(SCREEN)
    assert page.complaints == []
    page.close()


def test_scorm_reads_back_what_was_played(chromium: Chromium, pages: Path, tmp_path: Path) -> None:
    """A SCORM 1.2 run-time holds completion, a score, and every answer in the words of `Interaction`."""
    site = tmp_path / "site"
    with zipfile.ZipFile(pages / "both.zip") as package:
        package.extractall(site)
    shutil.copy(node_file("scorm-again/dist/scorm12.min.js"), site / "runtime.js")
    (site / "lms.html").write_text(
        "<!doctype html><title>LMS</title><link rel=icon href=data:,><script src=runtime.js></script>"
        "<script>window.API = new Scorm12API({autocommit: false, logLevel: 4})"
        "</script><iframe src=index.html width=1200 height=700></iframe>"
    )
    with served(site) as server:
        page = chromium.page(f"{server}/lms.html")
        inner = "document.querySelector('iframe').contentDocument"
        page.until(f"{inner}.querySelector('main h1')")

        class Inside(Page):
            def run(self, script: str) -> object:
                return super().run(f"((document) => ({script}))({inner})")

        inside = Inside(chromium, page._session, page._target)
        assert page.run("API.cmi.core.lesson_status") in ("not attempted", "")
        for number, level in enumerate(("everything", "claims")):
            time.sleep(REST_SECONDS)
            by_script(inside, f"level-{level}")
            play(inside, by_script)
            assert page.run("API.cmi.core.lesson_status") == ("completed" if number else "incomplete")
            by_script(inside, "levels")
        cmi = json.loads(page.run("JSON.stringify(API.cmi)"))
        assert 0 < float(cmi["core"]["score"]["raw"]) < 100
        held = cmi["interactions"]
        answers = list(held["childArray"] if "childArray" in held else held.values())
        said = {(item["type"], item["student_response"], item["result"]) for item in answers}
        assert ("fill-in", "fake", "correct") in said
        assert ("fill-in", "altered", "correct") in said
        assert {item["type"] for item in answers} == {"fill-in", "sequencing", "performance"}
        assert all(item["id"] and item["time"] and item["latency"] for item in answers)
        assert page.run("API.LMSGetLastError()") == "0"
        assert page.complaints == []
        page.close()


def test_a_level_of_ten_pictures_is_quick(chromium: Chromium, tmp_path: Path) -> None:
    """From request to first screen within a second on loopback; the next picture is there before it is asked for."""
    assert main(["web", "test-a", "--out", str(tmp_path / "site")]) == 0
    with served(tmp_path / "site") as server:
        page = chromium.page("about:blank")
        began = time.perf_counter()
        page.goto(f"{server}/index.html")
        page.until("document.querySelector('main h1')")
        assert time.perf_counter() - began < 1.0
        time.sleep(REST_SECONDS)
        by_script(page, "begin")
        for _ in range(9):
            time.sleep(REST_SECONDS)
            assert page.run("document.querySelector('.view img').complete")
            by_script(page, "says-unsure")
            assert page.run("document.querySelector('.view img').complete"), "the next picture had to be waited for"
        assert "round" in page.run(SCREEN)
        page.close()


def test_a_clip_moves_frame_by_frame_as_the_file_says(chromium: Chromium, tmp_path: Path) -> None:
    """Also from a stick; every frame that is shown is the one that Pillow decodes."""
    assert main(["web", "talking-heads", "--seed", "1", "--out", str(tmp_path / "site")]) == 0
    page = opened(chromium.page(f"file://{tmp_path}/site/index.html", prefers_reduced_motion="reduce"))
    while not page.run("Boolean(document.querySelector('.player input'))"):
        by_script(page, choose(page)[0])
        time.sleep(REST_SECONDS)
    alt = page.run("document.querySelector('.view canvas').getAttribute('aria-label')")
    library = cache.load(places.default_pack(), None)
    picture = next(it for it in library.pictures.values() if it.clip and it.alt["en"] == alt)
    assert picture.clip is not None
    with Frames(library.path(picture.file)) as frames:
        for frame in (0, 5, picture.clip.frames - 1, 3):
            page.run(
                f"(() => {{ const slider = document.querySelector('.player input'); slider.value = {frame};"
                " slider.dispatchEvent(new Event('input')); })()"
            )
            time.sleep(0.4)
            shown = page.run(
                "Array.from(document.querySelector('.view canvas').getContext('2d')"
                f".getImageData(0, 0, {picture.size[0]}, {picture.size[1]}).data)"
            )
            image = frames.get(frame).convert("RGBA")
            apart = [abs(one - other) for one, other in zip(shown, image.tobytes(), strict=True)]
            assert sum(apart) / len(apart) < 2, f"frame {frame} of {picture.id}"
    page.close()

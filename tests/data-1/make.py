"""Writes this folder with the version of the game at commit 324a49e, whose modules it imports; see README.md.

    git worktree add --detach ../old 324a49e
    cd ../old && PYTHONPATH=. python HERE/make.py HERE

Owns a folder of everything that the game keeps, made by playing it without a display: settings, results of every kind
of round and seat, a kiosk's PIN and dials, an installed pack, an imported one with its journal; and beside it what that
version made of it all.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"

import game.app
import msgspec
import pygame
from game.app import Options
from game.cli import main
from game.importing.journal import NAME as JOURNAL
from game.kiosk.app import KioskApp
from game.kiosk.config import Kiosk
from game.kiosk.lock import Lock
from game.library import Library
from game.settings import Settings
from game.shelf import Shelf
from game.tour import Player, open_app
from PIL import Image, ImageDraw

from game import cache, history, store
from game.ui.outcomes import Change, OpenWorkshop, PlayPack

HERE = Path(sys.argv[1]).resolve()
DATA, IMPORTED, SOURCES, EXPECTED = (HERE / name for name in ("data", "imported", "sources", "expected"))
GOOD = Path("tests/packs/good-1")
NOON = datetime(2026, 5, 4, 12, 0)  # noqa: DTZ001 (a kiosk's local time)
PIN = "2580"
CLIP_PICTURE = """format: 1
pictures:
  - id: turning
    file: images/clip.webp
    truth: synthetic
    made_by: diffusion
    credit: Drawn for this test
    licence: CC0-1.0
    alt: {en: A square that turns into a circle, it: Un quadrato che diventa un cerchio}
    size: [96, 96]
    source_type: trainedAlgorithmicMedia
    clip: {frames: 6, fps: 6}
    evidence:
      - tell: cut-edge
        region: {box: [20, 20, 40, 40]}
        note: {en: The edge jumps, it: Il bordo salta}
"""
CLIP_LEVEL = """format: 1
id: moving
title: {en: It moves, it: Si muove}
intro: {en: A clip and a picture., it: Un video e una foto.}
rounds:
  - ask: clip
    picture: turning
  - ask: verdict
    picture: apple
"""


def run(*words: str | Path, code: int = 0) -> None:
    """A command of that version."""
    found = main([str(word) for word in words])
    assert found == code, (words, found)


def pack() -> Library:
    """The good pack under another name and with a clip, built, installed, and as the player has it."""
    made = HERE / "made"
    shutil.copytree(GOOD, made)
    text = (made / "pack.yaml").read_text(encoding="utf-8").replace("id: good-1", "id: kept-1")
    (made / "pack.yaml").write_text(text, encoding="utf-8")
    (made / "assets" / "pictures-clip.yaml").write_text(CLIP_PICTURE, encoding="utf-8")
    (made / "levels" / "moving.yaml").write_text(CLIP_LEVEL, encoding="utf-8")
    frames = []
    for number in range(6):
        frames.append(Image.new("RGB", (96, 96), (40, 60 + 20 * number, 90)))
        ImageDraw.Draw(frames[-1]).rounded_rectangle((20, 20, 60, 60), 4 * number, (220, 200, 60))
    frames[0].save(made / "assets" / "images" / "clip.webp", save_all=True, append_images=frames[1:], duration=166)
    run("pack", "build", made, "--out", HERE / "kept-1.zip")
    run("pack", "install", HERE / "kept-1.zip", "--data", DATA)
    shutil.rmtree(made)
    (HERE / "kept-1.zip").unlink()
    current = Shelf(DATA).current("kept-1")
    assert current is not None
    return cache.load(current, None)


def opened(library: Library, seed: int) -> Player:
    """The game on the data folder, with its settings."""
    return Player(open_app(Options(data=DATA, size=(1280, 720), seed=seed, debug=True), library))


def go_on(player: Player, turn: int) -> None:
    """One press or two on whatever is on the screen; answers change from turn to turn."""
    scene = player.app.scene
    act = player.click
    if scene.name == "verdict":
        if turn == 2 and scene.has("table"):
            for name in ("table", "lenses", "lens-mirror"):
                act(name)
            player.key(pygame.K_ESCAPE)
        says = ("fake", "real", "unsure")[turn % 3]
        act(says)
        if player.app.scene.has("sure-1"):
            act(f"sure-{turn % 4}")
    elif scene.name == "pick":
        for name in ("picture-1", "done", "sure-0"):
            act(name)
    elif scene.name == "point":
        left, top, width, height = scene.views[0].rect
        for x, y in ((0.5, 0.5), (0.3, 0.4), (0.8, 0.9)):
            player.click_at((left + round(x * width), top + round(y * height)))
        act("done")
    elif scene.name == "order":
        for place in (3, 1, 2):
            act(f"step-{place}")
        act("done")
    elif scene.name == "choose":
        act("choice-2")
    else:
        act("onward")


def desk(library: Library) -> None:
    """Settings; a level of every kind, a clip, one broken off, practice, and a course."""
    player = opened(library, 5)
    app = player.app
    app._outcome(Change(Settings("it", 125, "contrast", True, False, False)))
    app._outcome(PlayPack("kept-1"))
    while app.kit.library is None:
        app.step(0.01)
    for level, end in (("everything", "summary"), ("moving", "summary"), ("everything", 4)):
        app.show(app.flow.intro(level))
        player.click("begin")
        turn = 0
        while end not in (app.scene.name, turn):
            go_on(player, turn)
            turn += 1
        player.key(pygame.K_ESCAPE)
    app.show(app.flow._practice_intro(""))
    player.click("begin")
    for turn in range(60):
        if app.scene.name == "summary":
            break
        go_on(player, turn)
    app.show(app.flow.intro("lesson"))
    player.click("tested")
    for turn in range(60):
        if app.scene.name == "gain":
            break
        go_on(player, turn)
    assert app.scene.name == "gain"
    app.close()


def workshop(library: Library) -> None:
    """Two teams, then hands."""
    player = opened(library, 6)
    digits = {"first": (pygame.K_1, pygame.K_3), "second": (pygame.K_2, pygame.K_2)}
    for teams in (2, 0):
        player.app.show(
            player.app.flow.follow(player.app.flow.title(), OpenWorkshop("moving" if teams else "one-round"))
        )
        scene = player.app.scene
        scene.level, scene.teams, scene.talk, scene.tested = "moving" if teams else "one-round", teams, 30, False
        scene.rearrange()
        player.click("begin")
        for _ in range(60):
            scene = player.app.scene
            if scene.name == "wrap-up":
                break
            if scene.name == "ballot" and scene.ballot:
                player.key(*(digits[scene.ballot] if teams else (pygame.K_1, pygame.K_2)))
                if not teams:
                    player.click("field-fake")
                    player.key(pygame.K_7)
                    player.click("more-unsure")
            player.key(pygame.K_PAGEDOWN)
        assert player.app.scene.name == "wrap-up"
        player.click("done")
    player.app.close()


def kiosk(library: Library) -> None:
    """A PIN, a visit, and the operator's dials."""
    Lock(DATA / "kiosk-pin.json").set(PIN)
    app = KioskApp(
        Options(data=DATA, size=(1280, 720), seed=3, headless=True), Kiosk(reduced_motion=True), now=lambda: NOON
    )
    app.finish_start(library)
    app.step(0.0)
    player = Player(app)
    player.touch_at((300, 300))
    for turn in range(60):
        if app.scene.name == "ending":
            break
        go_on(player, 1 + turn % 2 * 2)
    assert app.scene.name == "ending"
    player.click("done")
    width, height = app.surface.get_size()
    for name in app.kiosk.corners:
        player.touch_at((4 if "left" in name else width - 4, 4 if "top" in name else height - 4))
    for digit in PIN:
        player.click(f"digit-{digit}")
    for name in ("enter", "darker", "quieter", "close"):
        player.click(name)
    app.close()


def importing() -> None:
    """Two real pictures and two fakes, of which the next version is to find a third."""
    for number, name in enumerate(("real/a.jpg", "real/b.jpg", "fake/c.jpg", "fake/d.jpg")):
        picture = Image.effect_mandelbrot((240, 180), (-2 + number / 3, -1.2, 1, 1.2), 60).convert("RGB")
        picture = picture.rotate(40 * number).point(lambda value, by=number: (value * (2 + by)) % 256)
        (SOURCES / name).parent.mkdir(parents=True, exist_ok=True)
        picture.save(SOURCES / name, quality=40)
    run("import", SOURCES, "--out", IMPORTED, "--made-by", "splice", "--credit", "Anna", "--licence", "CC0-1.0",
        "--side", "200", "--data", DATA)  # fmt: skip


def expected(library: Library) -> None:
    """What this version makes of it: its exports, and every session replayed."""
    for form, name in (("csv", "csv"), ("json", "results.json"), ("xapi", "xapi.json")):
        run("results", "export", "--data", DATA, "--format", form, "--out", EXPECTED / name)
    kept = store.Store(DATA / "results.sqlite3")
    sessions = {}
    for row in kept.sessions(500):
        played = history.replay(
            row,
            kept.answers(row.id),
            library.pictures,
            lambda _, file: _mask(library, file),
            library.levels.get(row.level),
        )
        rounds = [
            {
                "ask": str(entry.__struct_config__.tag), "picture": getattr(entry, "picture", None),
                "answer": msgspec.to_builtins(said), "verdict": msgspec.to_builtins(verdict),
            }
            for entry, said, verdict in zip(played.rounds, played.answers, played.verdicts, strict=True)
        ]  # fmt: skip
        sessions[row.id] = {"mode": row.mode, "level": row.level, "team": row.team, "form": row.form, "rounds": rounds}
    counts = [msgspec.to_builtins(row) for row in kept.counts()]
    kept.close()
    plain: dict[str, Any] = {
        "pin": PIN, "settings": json.loads((DATA / "settings.json").read_text(encoding="utf-8")),
        "dials": json.loads((DATA / "kiosk-dials.json").read_text(encoding="utf-8")), "sessions": sessions,
        "counts": counts, "pack": sorted(library.pictures), "levels": sorted(library.levels),
    }  # fmt: skip
    (EXPECTED / "expected.json").write_text(json.dumps(plain, ensure_ascii=False) + "\n", encoding="utf-8")


def _mask(library: Library, file: str) -> Any:
    from game.pictures import load_mask

    return load_mask(library.path(file))


def clear() -> None:
    """Away with what the game makes anew, or that is of this machine."""
    for path in (*DATA.glob("spot-the-fake.log*"), *DATA.glob("index.sqlite3*"), *DATA.glob("packs/.lock")):
        path.unlink()
    for name in ("cache", "collections"):
        shutil.rmtree(DATA / name, ignore_errors=True)
    shutil.rmtree(IMPORTED / "schemas")
    (EXPECTED / "csv" / "datapackage.json").unlink()
    assert (IMPORTED / JOURNAL).is_file()


if __name__ == "__main__":
    assert Path(game.app.__file__).resolve().is_relative_to(Path.cwd()), game.app.__file__
    for folder in (DATA, IMPORTED, SOURCES, EXPECTED):
        shutil.rmtree(folder, ignore_errors=True)
    EXPECTED.mkdir()
    small = pack()
    desk(small)
    workshop(small)
    kiosk(small)
    importing()
    expected(small)
    clear()

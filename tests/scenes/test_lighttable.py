"""The light table holds what is looked at and no more, however large pictures are and however many lenses were used."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path
from typing import get_args

import pygame
import pytest
from msgspec.structs import replace
from PIL import Image

from game.commands.tour import Player
from game.model.terms import LensId
from game.pack import cache
from game.pack.library import Library
from game.pixels.pictures import CACHE_WINDOWS, DecodedPixels, Rendering
from game.scenes import lighttable
from game.scenes.lighttable import LightTableScene, OnTable
from game.ui.lenschoice import LensTile
from game.ui.view import View
from tests.conftest import TESTS, Opens

SIZE = (1600, 1200)
LIMIT = int(CACHE_WINDOWS * 640 * 480 * 4)  # of the cache, for the small window
SIX = ("mirror", "levels", "edges", "saturation", "rgb", "ycbcr")


@pytest.fixture
def large_pack(tmp_path: Path) -> Library:
    """The small pack, but its first picture and the altered copy of it are larger than the window."""
    root = tmp_path / "pack"
    shutil.copytree(TESTS / "packs" / "good-1", root)
    for name in ("a1", "a2"):
        path = root / "assets" / "images" / f"{name}.png"
        with Image.open(path) as image:
            image.convert("RGB").resize(SIZE).save(path)
    described = root / "assets" / "pictures.yaml"
    text = described.read_text(encoding="utf-8")
    described.write_text(text.replace("size: [480, 360]", f"size: {list(SIZE)}", 2), encoding="utf-8")
    return cache.load(root, None)


def counted(player: Player) -> Callable[[], int]:
    """Tells the bytes of all surfaces that were made of pictures from now on, and that somebody still holds."""
    pictures = player.app.pictures
    made, make = [], pictures._make

    def made_and_noted(pixels: DecodedPixels, form: Rendering) -> pygame.Surface:
        surface = make(pixels, form)
        made.append((weakref.ref(surface), surface.get_width() * surface.get_height() * 4))
        return surface

    pictures._make = made_and_noted
    return lambda: sum(size for held, size in made if held() is not None)


def at_the_reveal(player: Player) -> Player:
    """The player, where the original of the altered picture may be seen."""
    for name in ("play", "level-everything", "begin", "onward", "unsure"):
        player.click(name)
    assert player.app.scene.name == "reveal"
    return player


def looked_through(player: Player, lens: str) -> pygame.Surface:
    """What the table shows through a lens."""
    player.click("lenses")
    player.click(f"lens-{lens}")
    player.settle(0.3)
    table = player.app.scene
    assert isinstance(table, LightTableScene)
    shown = table.surface(table.picture)
    assert shown is not None
    return shown


def test_lens_after_lens_holds_no_more_than_one(
    opens: Opens, large_pack: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six of them, then the original beside, blinking and wiped: the cache's limit and one bound, in bytes."""
    monkeypatch.setattr(lighttable, "HELD_BYTES", 9_000_000)
    player = at_the_reveal(opens(large_pack, size=(640, 480)))
    held = counted(player)
    most = LIMIT + 9_000_000
    player.click("table")
    player.settle(0.3)
    for lens in SIX:
        looked_through(player, lens)
        assert held() <= most, lens
    for press in ("beside", "blink", "wipe"):
        player.click(press)
        player.settle(0.7)
        assert player.app.pictures.idle  # and nothing is made over and over
        assert held() <= most, press
    looked_through(player, "none")
    assert held() <= most
    player.click("back")
    player.settle(0.3)
    assert held() <= LIMIT


def test_small_pictures_are_shown_through_lenses_pixel_by_pixel(opens: Opens, large_pack: Library) -> None:
    """Where there is room nothing is scaled, not even three pictures in a row with gaps between them."""
    player = at_the_reveal(opens(large_pack, size=(640, 480)))
    player.click("table")
    player.settle(0.3)
    assert looked_through(player, "edges").get_size() == SIZE
    assert looked_through(player, "rgb").get_size() == (3 * SIZE[0] + 2 * (SIZE[0] // 40), SIZE[1])
    assert looked_through(player, "mirror").get_size() == (2 * SIZE[0] + SIZE[0] // 40, SIZE[1])


@pytest.mark.parametrize("size", [(4000, 3000), (4096, 3072), (8000, 6000), (50_000, 1000), (300, 200)])
def test_what_is_looked_at_fits_into_the_bound(opens: Opens, small_pack: Library, size: tuple[int, int]) -> None:
    """Whatever the pictures' size: 60 MB for all that is seen at once, through any lens, alone or with the original."""
    pictures = {name: replace(picture, size=size) for name, picture in small_pack.pictures.items()}
    player = at_the_reveal(opens(replace(small_pack, pictures=pictures)))
    player.click("table")
    table = player.app.scene
    assert isinstance(table, LightTableScene)
    for lens, (beside, wipe) in product(("", *table.table.lenses), ((False, None), (True, None), (False, 0.5))):
        table.lens, table.beside, table.wipe = lens, beside, wipe
        wanted = [table.wanted(picture).size for picture in table.seen()]
        assert len(wanted) == 1 + (beside or wipe is not None)
        assert sum(width * height * 4 for width, height in wanted) <= 60_000_000
        if size == (300, 200):
            assert all(width >= 300 and height == 200 for width, height in wanted)


def test_a_view_holds_no_picture_that_it_once_drew() -> None:
    """What it keeps scaled is as large as the window, and does not hold the whole picture."""
    window, view = pygame.Surface((200, 150), 0, 32), View()
    picture = pygame.Surface((400, 300), 0, 32)
    gone = weakref.ref(picture)
    view.draw(window, window.get_rect(), picture)
    assert gone() is picture
    del picture
    assert gone() is None


def test_a_loupe_on_a_large_picture_comes_to_rest(opens: Opens, large_pack: Library) -> None:
    """Its sharper picture has room in the cache beside those of the screen: neither drives the other out."""
    player = at_the_reveal(opens(large_pack, size=(640, 480)))
    player.settle(0.3)
    player.app.scene.toggle_loupe()  # type: ignore[attr-defined]
    player.settle(0.3)
    assert player.app.pictures.idle
    asked: list[object] = []
    player.app.pictures._ask = lambda wanted, **_: asked.append(wanted)  # type: ignore[method-assign]
    player.app.scene.damage.append(player.app.scene.kit.theme.whole)
    player.let(0.2)
    assert asked == []


def at_the_lenses(opens: Opens, shipped: Library, name: str, *, told: bool) -> Player:
    """The choice of lenses for a picture of the game."""
    player = opens(shipped)
    lenses = get_args(LensId)
    table = LightTableScene(player.app.kit, OnTable((shipped.pictures[name],), lenses, told=told))
    player.app.show(table.open())
    player.click("lenses")
    return player


def tiles_of(player: Player) -> list[LensTile]:
    """The tiles that are shown."""
    return [item for item in player.app.scene.widgets if isinstance(item, LensTile)]


def test_each_lens_shows_what_it_makes_of_this_picture(opens: Opens, shipped: Library) -> None:
    """In the background: none is waited for in the first frame, and each is there soon."""
    player = at_the_lenses(opens, shipped, "lens-ghost", told=True)
    tiles = {tile.lens: tile for tile in tiles_of(player)}
    assert any(tile.preview() is None for tile in tiles.values() if tile.wanted is not None)
    assert set(tiles) == {"none", *get_args(LensId)}
    player.settle(0.2)
    assert [name for name, tile in tiles.items() if tile.preview() is None] == ["metadata"]
    player.click("back")
    assert not tiles_of(player)


def test_the_order_of_lenses_says_nothing_while_the_round_asks(opens: Opens, shipped: Library) -> None:
    """A fixed order then; once the truth is told, what helps stands first and what misleads last."""
    asked = [tile.lens for tile in tiles_of(at_the_lenses(opens, shipped, "lens-ghost", told=False))]
    assert asked == ["none", *get_args(LensId)]
    told = [tile.lens for tile in tiles_of(at_the_lenses(opens, shipped, "lens-ghost", told=True))]
    assert told[0] == "none"
    assert told[1:3] == ["ghosts", "grid"]
    assert sorted(told) == sorted(asked)
    misled = shipped.lenses["clones"].misleads
    assert [tile.lens for tile in tiles_of(at_the_lenses(opens, shipped, misled, told=True))][-1] == "clones"


def test_the_panels_of_a_lens_are_named_and_move_as_one(opens: Opens, shipped: Library) -> None:
    """Red, green and blue each in a pane, none over another; zoomed together."""
    player = at_the_lenses(opens, shipped, "lens-ghost", told=True)
    player.click("lens-rgb")
    player.settle(0.3)
    table = player.app.scene
    assert isinstance(table, LightTableScene)
    assert len(table.panes) == 3
    assert not any(one.colliderect(other) for one, other in combinations(table.panes, 2))
    sizes = {part.get_size() for number in range(3) if (part := table.panel(table.picture, number)) is not None}
    assert sizes == {table.picture.size}
    player.click("zoom-in")
    player.settle(0.3)
    assert table.view.zoom > 1

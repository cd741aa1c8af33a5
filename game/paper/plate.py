"""Pictures on paper: never cropped unless a piece is asked for, never larger than their pixels allow.

Owns resolution, the grid, rings and outlines that also print in grey. What a picture's file says of itself does not
come along: it could be the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from game.base.errors import PackError
from game.model.picture import Picture, Region
from game.model.scoring import Mask
from game.model.shapes import bounds
from game.pack.yamlfile import Problem
from game.paper.grid import LETTERS, grid_of
from game.paper.sheet import INK, Box, Sheet, Type
from game.pixels.imagefiles import UNREADABLE, Frames, open_picture
from game.pixels.pictures import PictureRequest, decode, load_mask

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_DPI, LEAST_DPI = 300, 110  # more is not seen; with less a picture is printed smaller
MM_PER_INCH = 25.4
QUALITY = 90  # of the JPEG in the document
EDGE = 4.0  # mm: the strip above and to the left of a picture that names the grid
WHITE = (255, 255, 255)
OUTLINE_DPI = 200


def size_on_paper(size: tuple[int, int], width: float, height: float) -> tuple[float, float]:
    """Width and height in mm of so many pixels inside so many mm."""
    scale = min(width / size[0], height / size[1], MM_PER_INCH / LEAST_DPI)
    return size[0] * scale, size[1] * scale


def images_of(sheet: Sheet, picture: Picture, frames: Sequence[int] = ()) -> list[Image]:
    """A picture's pixels, or those of some frames of a clip, in their order.

    Raises PackError where the file cannot be read.
    """
    path = sheet.library.path(picture.file)
    try:
        if picture.clip is None:
            return [open_picture(path)]
        with Frames(path) as clip:
            return [clip.get(frame) for frame in frames]
    except UNREADABLE as error:
        message = f"picture '{picture.id}' cannot be opened: {error}"
        raise PackError([Problem(f"assets/{picture.file}", 0, 0, "error", message)]) from error


def put(sheet: Sheet, image: Image, box: Box, alt: str) -> None:
    """Print pixels into a box of their proportions."""
    from PIL.Image import Resampling

    most = round(box.width / MM_PER_INCH * MOST_DPI)
    if image.width > most:
        size = most, max(1, round(most * image.height / image.width))
        image = image.resize(size, Resampling.LANCZOS, reducing_gap=3.0)
    image.info.clear()
    packed = BytesIO()
    image.save(packed, "JPEG", quality=QUALITY)
    sheet.pdf.image(packed, box.x, box.y, box.width, box.height, alt_text=alt)
    with sheet.pdf.local_context(line_width=0.2, draw_color=(120, 120, 120)):
        sheet.pdf.rect(*box)


def picture(sheet: Sheet, shown: Picture, box: Box) -> None:
    """Print a picture as it is; of a clip its first frame."""
    put(sheet, images_of(sheet, shown, (0,))[0], box, sheet.words.of(shown.alt))


def draw_grid(sheet: Sheet, size: tuple[int, int], box: Box) -> None:
    """Thin lines over a picture, letters above it, numbers at its left."""
    grid = grid_of(size)
    across, down = box.width / grid.columns, box.height / grid.rows
    strokes = [
        *((box.x + at * across, box.y, box.x + at * across, box.y + box.height) for at in range(1, grid.columns)),
        *((box.x, box.y + at * down, box.x + box.width, box.y + at * down) for at in range(1, grid.rows)),
    ]
    for width, colour, opacity in ((0.32, WHITE, 0.4), (0.12, INK, 0.5)):  # seen on bright and on dark pictures
        with sheet.pdf.local_context(line_width=width, draw_color=colour, stroke_opacity=opacity):
            for stroke in strokes:
                sheet.pdf.line(*stroke)
    kind = Type(7.5, EDGE - 0.4, bold=True)
    for number in range(grid.columns):
        sheet.text(box.x + number * across, box.y - EDGE + 0.1, across, LETTERS[number], kind, "C")
    for number in range(grid.rows):
        middle = box.y + (number + 0.5) * down - kind.line / 2
        sheet.text(box.x - EDGE - 0.6, middle, EDGE, str(number + 1), kind, "R")


def draw_rings(sheet: Sheet, size: tuple[int, int], regions: Sequence[Region], box: Box) -> None:
    """Each region's line, white between two black edges, then a disc with its number, clear of the other discs."""
    scale = box.width / size[0]
    for region in regions:
        with sheet.pdf.rect_clip(*box):
            draw_ring(sheet, region, box, scale)
    discs: list[tuple[float, float]] = []
    for number, region in enumerate(regions, 1):
        discs.append(_beside(_edges(size, region, scale), box, discs))
        draw_disc(sheet, *discs[-1], str(number), _radius(box))


def _edges(size: tuple[int, int], region: Region, scale: float) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a region in mm from the corner of its picture."""
    left, top, right, bottom = (0.0, 0.0, *size) if region.mask else bounds(region)
    return left * scale, top * scale, right * scale, bottom * scale


def _radius(box: Box) -> float:
    """Of the discs in a picture, in mm."""
    return 2.6 if box.width > 55 else 1.9


def _beside(
    edges: tuple[float, float, float, float], box: Box, discs: Sequence[tuple[float, float]]
) -> tuple[float, float]:  # fmt: skip
    """Where the disc of a region stands: just outside one of its corners, within the picture, clear of other discs."""
    left, top, right, bottom = edges
    radius = _radius(box)
    places = []
    for x, y in ((right, top), (left, top), (right, bottom), (left, bottom)):
        outside_x = x + radius * (0.5 if x == right else -0.5)
        outside_y = y + radius * (0.5 if y == bottom else -0.5)
        places.append(
            (
                min(max(box.x + outside_x, box.x + radius), box.x + box.width - radius),
                min(max(box.y + outside_y, box.y + radius), box.y + box.height - radius),
            )
        )
    clear = [at for at in places if all(abs(at[0] - x) + abs(at[1] - y) > 2.4 * radius for x, y in discs)]
    return (clear or places)[0]


def draw_ring(sheet: Sheet, region: Region, box: Box, scale: float) -> None:
    """A region's line; `scale` is mm for each pixel of the picture, whose corner is the box's."""
    for width, colour in ((1.3, INK), (0.6, WHITE)):
        with sheet.pdf.local_context(line_width=width, draw_color=colour):
            _line_round(sheet, region, box, scale)


def draw_disc(sheet: Sheet, x: float, y: float, text: str, radius: float = 2.3) -> None:
    """A number in white on a black disc with a white edge."""
    with sheet.pdf.local_context(fill_color=INK, draw_color=WHITE, line_width=0.5):
        sheet.pdf.circle(x, y, radius, style="DF")
    sheet.pdf.set_text_color(255)
    with sheet.pdf.local_context():
        sheet.pdf.set_font(style="B", size=radius * 3.9)
        sheet.pdf.set_text_color(255)
        sheet.pdf.set_xy(x - radius, y - radius)
        sheet.pdf.cell(2 * radius, 2 * radius, text, align="C")


def _line_round(sheet: Sheet, region: Region, box: Box, scale: float) -> None:
    """A region's outline in the present pen."""
    if region.box is not None:
        left, top, width, height = (side * scale for side in region.box)
        sheet.pdf.rect(box.x + left, box.y + top, width, height)
    elif region.ellipse is not None:
        x, y, across, down = (side * scale for side in region.ellipse)
        sheet.pdf.ellipse(box.x + x - across, box.y + y - down, 2 * across, 2 * down)
    elif region.polygon is not None:
        sheet.pdf.polygon([(box.x + x * scale, box.y + y * scale) for x, y in region.polygon])


def draw_outline(sheet: Sheet, mask: str, box: Box) -> None:
    """The outline of exactly what was altered: the white part of a mask file."""
    from PIL import Image

    width = round(box.width / MM_PER_INCH * OUTLINE_DPI)
    size = width, max(1, round(width * box.height / box.width))
    try:
        pixels = decode(PictureRequest(sheet.library.path(mask), size, "outline", WHITE))
    except UNREADABLE as error:
        raise PackError([_bad_mask(mask, error)]) from error
    sheet.pdf.image(Image.frombytes("RGBA", size, pixels.data), box.x, box.y, box.width, box.height)


def mask_of(sheet: Sheet, mask: str) -> Mask:
    """The white part of a mask file; raises PackError where it cannot be read."""
    try:
        return load_mask(sheet.library.path(mask))
    except UNREADABLE as error:
        raise PackError([_bad_mask(mask, error)]) from error


def _bad_mask(mask: str, error: Exception) -> Problem:
    return Problem(f"assets/{mask}", 0, 0, "error", f"the mask cannot be opened: {error}")

"""Make the pictures of today from the files that recipes/today/*.csv names, all through one and the same path.

Owns the rule that nothing but the content may give an answer away. Generated stills come as WebP of some 400 px: real
photographs are brought to the same size through the same WebP, then all are saved as JPEGs of one quality. Clips keep
their frame rate and become animated WebP of one size. A mask is what differs between a picture and the one it was made
from, within the boxes that its row names. Refuses to guess: what is in no table is not made.

    python assets/recipes/today.py OUT_FOLDER TABLE.csv FOLDER…

A table's columns: `id`; `file`, below one of the folders; `crop`: left, top, width, height in pixels of the file (a
square; empty for the whole); `frames`: of a moving file the one that a still takes, or first and last of a clip and,
where fewer than all are kept, every how manyth; `source_type` and `credit`, written into the file; `before`: the id of
the row that it was edited from, `within`: boxes (left, top, width, height in pixels of the result, joined by ;) in
which the mask looks for what differs, `least`: the difference of 255 from which it counts (24).
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageSequence

from game.pixels.encode import save_clip, save_mask, save_picture

STILL_SIDE, CLIP_SIDE = 400, 350  # px: what nearly all generated ones come at
STILL_QUALITY = 90
THROUGH = 80  # the WebP quality that generated stills have behind them
SOFTEN = 1.2  # px: the blur before two pictures are compared, so that noise is no difference
LONGEST = 4.05  # seconds of a clip

Frame = Image.Image
Row = dict[str, str]


def name_of(row: Row) -> str:
    """A file name that says nothing."""
    return hashlib.sha256(f"spot-the-fake/{row['id']}".encode()).hexdigest()[:8]


def found(name: str, folders: list[Path]) -> Path:
    """The file of this name in the first folder that has it."""
    return next(folder / name for folder in folders if (folder / name).is_file())


def cropped(frame: Frame, row: Row, side: int) -> Frame:
    """A frame's crop, brought to the side that all have."""
    frame = frame.convert("RGB")
    if row.get("crop"):
        left, top, width, height = map(int, row["crop"].split())
        frame = frame.crop((left, top, left + width, top + height))
    if frame.width != frame.height:
        raise ValueError(f"{row['id']}: {frame.width}x{frame.height} is no square; name a crop")
    return frame if frame.width == side else frame.resize((side, side), Image.Resampling.LANCZOS)


def moving(path: Path) -> tuple[list[Frame], float]:
    """All frames of a moving file, and how many it shows a second."""
    if path.suffix in (".webp", ".gif"):
        with Image.open(path) as image:
            frames, milliseconds = [], 0
            for frame in ImageSequence.Iterator(image):
                frames.append(frame.convert("RGB"))  # only once it is decoded is its duration known
                milliseconds += frame.info.get("duration") or 1000
            return frames, round(1000 * len(frames) / milliseconds, 2)
    import av

    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        return [frame.to_image() for frame in film.decode(stream)], round(float(stream.average_rate), 2)


def still(row: Row, folders: list[Path]) -> Frame:
    """The picture of a row, as it is saved."""
    path = found(row["file"], folders)
    if path.suffix in (".webp", ".gif", ".mp4", ".m4v", ".mpg"):
        frame = moving(path)[0][int(row.get("frames") or 0)]
    else:
        with Image.open(path) as opened:
            frame = opened.convert("RGB")
    frame = cropped(frame, row, STILL_SIDE)
    if path.suffix == ".webp" and row["source_type"] != "digitalCapture":
        return frame
    buffer = io.BytesIO()
    frame.save(buffer, "WEBP", quality=THROUGH)
    return Image.open(buffer).convert("RGB")


def clip(row: Row, folders: list[Path], target: Path) -> tuple[int, float]:
    """Write a clip; gives its frames and frame rate. What the encoder finds twice in a row, it keeps once."""
    frames, rate = moving(found(row["file"], folders))
    first, last, every = map(int, [*row["frames"].split(), "1"][:3])
    frames = [cropped(frame, row, CLIP_SIDE) for frame in frames[first : last + 1 : every]]
    rate /= every
    if len(frames) / rate > LONGEST:
        raise ValueError(f"{row['id']}: {len(frames) / rate:.2f} seconds are too long; name fewer frames")
    target.parent.mkdir(parents=True, exist_ok=True)
    save_clip(frames, target, rate, row["source_type"] or None, row["credit"])
    with Image.open(target) as made:
        return made.n_frames, round(rate, 2)


def difference(before: Frame, after: Frame, row: Row) -> Frame:
    """White where two pictures differ within the row's boxes, without specks and holes."""
    blur = ImageFilter.GaussianBlur(SOFTEN)
    red, green, blue = ImageChops.difference(before.filter(blur), after.filter(blur)).split()
    least = int(row.get("least") or 24)
    mask = ImageChops.lighter(ImageChops.lighter(red, green), blue).point([0] * least + [255] * (256 - least))
    mask = mask.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(7))
    allowed = Image.new("L", mask.size)
    for box in row["within"].split(";"):
        left, top, width, height = map(int, box.split())
        ImageDraw.Draw(allowed).rectangle((left, top, left + width - 1, top + height - 1), fill=255)
    return ImageChops.darker(mask, allowed)


def make(row: Row, rows: dict[str, Row], folders: list[Path], out: Path) -> str:
    """Write the files of one row; gives a line about them."""
    name = name_of(row)
    if " " in (row.get("frames") or ""):
        target = out / "clips" / f"{name}.webp"
        frames, rate = clip(row, folders, target)
        side = CLIP_SIDE
        line = f"clips/{name}.webp {side}x{side}, frames: {frames}, fps: {rate:g}, {target.stat().st_size} bytes"
    else:
        target = out / "images" / f"{name}.jpg"
        picture = still(row, folders)
        target.parent.mkdir(parents=True, exist_ok=True)
        save_picture(picture, target, row["source_type"] or None, row["credit"], STILL_QUALITY)
        line = f"images/{name}.jpg {STILL_SIDE}x{STILL_SIDE}, {target.stat().st_size} bytes"
        if row.get("before") and row.get("within"):
            (out / "masks").mkdir(exist_ok=True)
            mask = difference(still(rows[row["before"]], folders), picture, row)
            save_mask(mask, mask.size, out / "masks" / f"{name}.png")
            line += f", masks/{name}.png: {mask.histogram()[255] / mask.width / mask.height:.1%} of it"
    return f"{row['id']}: {line}"


def main() -> None:
    """Make every row of a table."""
    out, table, *folders = map(Path, sys.argv[1:])
    with table.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for row in rows.values():
        sys.stdout.write(f"{make(row, rows, folders, out)}\n")


if __name__ == "__main__":
    main()

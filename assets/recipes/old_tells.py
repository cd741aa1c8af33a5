"""Make examples of tells that pictures of today no longer show, from faces of nobody.

Owns three: a droplet as the first StyleGAN left it, one picture of a man in glasses made to sway, and a face laid over
another in a film until the head turns. Refuses faces of anybody who lives: all of these were generated.

    python -m pip download --no-deps comfyui-workflow-templates-media-video==0.3.101
    PYTHONPATH=. python assets/recipes/old_tells.py FOLDER_OF_THE_FILM
"""

from __future__ import annotations

import hashlib
import math
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter
from today import CLIP_SIDE, moving

from game.pixels.encode import save_clip, save_mask, save_picture

ASSETS = Path(__file__).resolve().parent.parent
SIDE, NATIVE = 768, 640  # px, as in prepare.py
FPS = 12
FILM = "api_kling_dual_characters_effects-1.webp"
GAN_FACE, GLASSES, VEIL = "noncommercial/9f468540.jpg", "images/732ec723.jpg", "images/cdef3f87.jpg"
DCGAN = "Face: DCGAN by Chien Liu; enlarged with Real-ESRGAN by Xintao Wang and others"
COMFY = "Comfy Org, comfyui-workflow-templates-media-"

Frame = Image.Image
Pixels = npt.NDArray[np.float64]


def droplet(face: Frame, centre: tuple[float, float], radius: float) -> tuple[Frame, Frame]:
    """A face with a blob of water on it, that bends what lies under it and shines at its rim; and where it lies."""
    pixels = np.asarray(face, float)
    rows, columns = np.mgrid[0 : face.height, 0 : face.width].astype(float)
    dx, dy = (columns - centre[0]) / radius, (rows - centre[1]) / radius
    angle = np.arctan2(dy, dx)
    away = np.hypot(dx, dy) / (1 + 0.14 * np.sin(2 * angle + 1) + 0.09 * np.sin(3 * angle))
    inside = np.clip((1 - away) * 5, 0, 1)[..., None]
    swirl = angle + 2.2 * (1 - away)
    reach = radius * away**2 * 1.5
    bent = sampled(pixels, centre[0] + reach * np.cos(swirl), centre[1] + reach * np.sin(swirl))
    rim = np.exp(-((away - 0.78) ** 2) / 0.02)
    light = 80 * rim * np.cos(angle - 0.7) + 150 * np.exp(-((dx + 0.3) ** 2 + (dy + 0.36) ** 2) / 0.035)
    mixed = pixels * (1 - inside) + (bent + light[..., None]) * inside
    lies = Image.fromarray(((away < 1) * 255).astype(np.uint8))
    return Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8)), lies


def sampled(pixels: Pixels, columns: Pixels, rows: Pixels) -> Pixels:
    """The pixels at other places than their own, between four neighbours each."""
    high, wide = pixels.shape[:2]
    columns, rows = np.clip(columns, 0, wide - 1.001), np.clip(rows, 0, high - 1.001)
    left, top = columns.astype(int), rows.astype(int)
    x, y = (columns - left)[..., None], (rows - top)[..., None]
    upper = pixels[top, left] * (1 - x) + pixels[top, left + 1] * x
    lower = pixels[top + 1, left] * (1 - x) + pixels[top + 1, left + 1] * x
    return upper * (1 - y) + lower * y


def swaying(portrait: Frame, face: tuple[float, float], reach: float, frames: int) -> list[Frame]:
    """One still whose head is pushed to and fro, most at the face's middle and not at all beyond its reach."""
    pixels = np.asarray(portrait, float)
    rows, columns = np.mgrid[0 : portrait.height, 0 : portrait.width].astype(float)
    away = np.hypot(columns - face[0], rows - face[1]) / reach
    follows = np.clip(1 - away**2, 0, 1) ** 1.5
    drawn = []
    for number in range(frames):
        turn = number / frames * 2 * math.pi
        aside, nod = 17 * math.sin(2 * turn), 6 * math.sin(3 * turn)
        moved = sampled(pixels, columns - aside * follows, rows - nod * follows)
        drawn.append(Image.fromarray(moved.round().astype(np.uint8)))
    return drawn


# frame of the film, where the middle of the face lies (px), how wide it is drawn
WAY = [(0, 103, 178, 1.0), (2, 116, 178, 0.95), (4, 143, 178, 0.85), (6, 153, 180, 0.72), (8, 147, 183, 0.66),
       (10, 136, 185, 0.64), (14, 119, 188, 0.64), (20, 100, 190, 0.62), (26, 92, 190, 0.62)]  # fmt: skip


def swapped(film: list[Frame], face: Frame, middle: tuple[float, float]) -> list[Frame]:
    """A film of a turning head with a face from the front laid over it: in profile it has nowhere to go."""
    drawn = []
    for number, frame in enumerate(film):
        x, y, width = (float(np.interp(number, [row[0] for row in WAY], [row[at] for row in WAY])) for at in (1, 2, 3))
        to_face = (1 / width, 0, middle[0] - x / width, 0, 1, middle[1] - y)
        laid = face.transform(frame.size, Image.Transform.AFFINE, to_face, Image.Resampling.BICUBIC)
        mask = Image.new("L", frame.size)
        ImageDraw.Draw(mask).ellipse((x - 56 * width, y - 54, x + 56 * width, y + 66), fill=255)
        mask = mask.filter(ImageFilter.GaussianBlur(5))
        drawn.append(Image.composite(toned(laid, frame, mask), frame, mask))
    return drawn


def toned(face: Frame, ground: Frame, mask: Frame) -> Frame:
    """A face with the colours, by mean and spread, of the ground under it."""
    within = np.asarray(mask) > 128
    new, old = np.asarray(face, float), np.asarray(ground, float)
    mean, spread = new[within].mean(0), new[within].std(0)
    tone = (new - mean) / spread * (0.5 * spread + 0.5 * old[within].std(0)) + old[within].mean(0)
    return Image.fromarray(np.clip(tone, 0, 255).astype(np.uint8))


def shipped(file: str) -> Frame:
    """A picture of the pack."""
    with Image.open(ASSETS / file) as image:
        return image.convert("RGB")


def keep(name: str, folder: str, frames: list[Frame], source_type: str, credit: str) -> None:
    """Save a picture, or a clip, under a name that gives nothing away."""
    suffix = "jpg" if len(frames) == 1 else "webp"
    target = ASSETS / folder / f"{file_of(name)}.{suffix}"
    if len(frames) == 1:
        save_picture(frames[0], target, source_type, credit)
    else:
        save_clip(frames, target, FPS, source_type, credit)
    told = f"{name}: {target.relative_to(ASSETS)}, {len(frames)} frames, {target.stat().st_size} bytes"
    sys.stdout.write(f"{told}\n")


def file_of(name: str) -> str:
    """The file's name, without suffix."""
    return hashlib.sha256(f"spot-the-fake/{name}".encode()).hexdigest()[:8]


def main() -> None:
    """Make them all."""
    folder = Path(sys.argv[1])
    altered = "compositeWithTrainedAlgorithmicMedia"
    wet, lies = droplet(shipped(GAN_FACE), (664, 176), 52)
    keep("face-droplet", "noncommercial", [wet], altered, f"{DCGAN}; drop drawn by Spot the Fake")
    save_mask(lies, lies.size, ASSETS / "masks" / f"{file_of('face-droplet')}.png")

    still = shipped(GLASSES).resize((CLIP_SIDE, CLIP_SIDE), Image.Resampling.LANCZOS)
    credit = f"{COMFY}api 0.3.84; set in motion by Spot the Fake"
    keep("woman-glasses-sways", "clips", swaying(still, (131, 128), 112, 48), altered, credit)

    turning = swapped(moving(folder / FILM)[0][:26], shipped(VEIL), (200, 186))
    credit = f"{COMFY}image 0.3.160 and -video 0.3.101; face laid over by Spot the Fake"
    keep("man-turns-to-profile", "clips", turning, altered, credit)


if __name__ == "__main__":
    main()

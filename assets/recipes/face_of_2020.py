"""Make the face in the manner of 2020 with the networks in a wheel: a small copy of StyleGAN2, which knows faces only.

    PYTHONPATH=. python assets/recipes/face_of_2020.py UNPACKED_WHEEL/random_face/data

The wheel is random_face 2021.7.21.1 of the Python package index (Apache-2.0 by its LICENSE): MobileStyleGAN, distilled
in 2021 from StyleGAN2, whose own weights and training pictures are for non-commercial research. Needs openvino.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import openvino
from PIL import Image

from game.pixels.encode import save_picture

ASSETS = Path(__file__).resolve().parent.parent
NAME, SEED = "face-cap-badge", 11
TRUNCATION = 0.6  # how far from the mean of all styles: further, and faces fall apart more often
SIDE = 768  # px, as the other faces of networks here
CREDIT = "Face: MobileStyleGAN by Sergei Belousov"


def main() -> None:
    """Write the picture, and say where."""
    data = Path(sys.argv[1])
    core = openvino.Core()
    mapping, synthesis = (core.read_model(data / f"{name}Network.xml") for name in ("Mapping", "Synthesis"))
    mapping.reshape({"var": [-1, 512]})
    styles = core.compile_model(mapping, "CPU")
    many = np.random.RandomState(0).normal(size=(4096, 512)).astype(np.float32)
    mean = styles({"var": many})[0].mean(0, keepdims=True)
    one = styles({"var": np.random.RandomState(SEED).normal(size=(1, 512)).astype(np.float32)})[0]
    drawn = core.compile_model(synthesis, "CPU")({"style": mean + TRUNCATION * (one - mean)})[0][0]
    pixels = ((np.clip(drawn, -1, 1) + 1) * 127.5).round().astype(np.uint8).transpose(1, 2, 0)
    image = Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    target = ASSETS / "noncommercial" / f"{hashlib.sha256(f'spot-the-fake/{NAME}'.encode()).hexdigest()[:8]}.jpg"
    save_picture(image, target, "trainedAlgorithmicMedia", CREDIT)
    sys.stdout.write(f"{NAME} noncommercial/{target.name}\n")


if __name__ == "__main__":
    main()

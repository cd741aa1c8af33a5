"""Colour spaces that files name by numbers instead of carrying a profile: as profiles.

Owns the code points of ITU-T H.273 (cICP in PNG, nclx in AVIF and HEIC), PNG's gAMA and cHRM, and how pictures of a
high dynamic range come to the range of an ordinary screen. Refuses to open files.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Matrix = np.ndarray[Any, np.dtype[np.float64]]

Chromaticities = tuple[float, ...]  # x and y of white, red, green and blue

D65 = (0.3127, 0.3290)
SRGB: Chromaticities = (*D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
PRIMARIES: dict[int, Chromaticities] = {  # H.273, table 2
    1: SRGB,
    4: (0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    5: (*D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: (*D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    7: (*D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    9: (*D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    12: (*D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    22: (*D65, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077),
}
GAMMA_22, GAMMA_28, LINEAR, PQ, HLG = 4, 5, 8, 16, 18  # H.273, table 3
WHITE_NITS = 203.0  # of paper in a picture of high dynamic range (ITU-R BT.2408)
PEAK_NITS = 1000.0  # of the brightest light that is told apart
_STEPS = 4096  # of a curve
_SAME = 0.002  # of a chromaticity
_SAME_GAMMA = 0.02


@lru_cache(16)
def profile_of(primaries: int, transfer: int, *, grey: bool = False) -> bytes | None:
    """An ICC profile of H.273's code points, for colours or for grey; None for those that are shown as sRGB is.

    The camera curves of television (BT.709, BT.601, BT.2020) count as sRGB's, as browsers take them; so does what is
    unspecified.
    """
    curve = _CURVES.get(transfer, _srgb_light)
    colours = None if grey else PRIMARIES.get(primaries, SRGB)
    if curve is _srgb_light and colours in (None, SRGB):
        return None
    return _profile(colours, [curve(step / (_STEPS - 1)) for step in range(_STEPS)])


@lru_cache(16)
def profile_of_gamma(gamma: float, colours: Chromaticities | None, *, grey: bool = False) -> bytes | None:
    """An ICC profile of PNG's gAMA (such as 0.45455) and cHRM, for colours or for grey; None where they are sRGB's."""
    colours = SRGB if grey else colours or SRGB
    like_srgb = all(abs(one - other) <= _SAME for one, other in zip(colours, SRGB, strict=True))
    if not 0.01 <= gamma <= 100 or (like_srgb and abs(gamma * 2.2 - 1) <= _SAME_GAMMA):
        return None
    return _profile(None if grey else colours, [(step / (_STEPS - 1)) ** (1 / gamma) for step in range(_STEPS)])


# --- curves: from a stored value to light, both from 0 to 1


def _srgb_light(value: float) -> float:
    """IEC 61966-2-1."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _pq_nits(value: float) -> float:
    """SMPTE ST 2084: candelas per square metre."""
    root = value ** (32 / 2523)
    return float(10000 * (max(root - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * root)) ** (16384 / 2610))


def _pq_value(nits: float) -> float:
    """SMPTE ST 2084, the other way."""
    root = (nits / 10000) ** (2610 / 16384)
    return float(((107 / 128 + 2413 / 128 * root) / (1 + 2392 / 128 * root)) ** (2523 / 32))


def _hlg_nits(value: float) -> float:
    """ITU-R BT.2100, hybrid log-gamma on a screen of 1000 cd/m2; each colour on its own."""
    low = value**2 / 3
    light = low if value <= 0.5 else (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
    return float(PEAK_NITS * light**1.2)


def _screen_light(nits: float) -> float:
    """Light on an ordinary screen: as it is up to two thirds, highlights pressed together (ITU-R BT.2390, EETF)."""
    peak = _pq_value(PEAK_NITS)
    most = _pq_value(WHITE_NITS) / peak
    knee = 1.5 * most - 0.5
    value = min(_pq_value(nits) / peak, 1.0)
    if value > knee:
        t = (value - knee) / (1 - knee)
        value = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * most
    return min(_pq_nits(value * peak) / WHITE_NITS, 1.0)


_CURVES: dict[int, Callable[[float], float]] = {
    GAMMA_22: lambda value: value**2.2,
    GAMMA_28: lambda value: value**2.8,
    LINEAR: lambda value: value,
    PQ: lambda value: _screen_light(_pq_nits(value)),
    HLG: lambda value: _screen_light(_hlg_nits(value)),
}


# --- the profile: ICC.1:2001, three components by matrix and curves


def _profile(colours: Chromaticities | None, curve: list[float]) -> bytes:
    """An ICC profile of a screen with these colours and one curve; without colours, of a grey one."""
    table = struct.pack(f">{len(curve)}H", *(round(min(max(light, 0.0), 1.0) * 65535) for light in curve))
    light = b"curv\0\0\0\0" + struct.pack(">I", len(curve)) + table
    text = b"text\0\0\0\0CC0\0"
    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"code\0" + bytes(81)
    tags = {b"wtpt": _xyz(*_D50), b"cprt": text, b"desc": name}
    if colours is None:
        tags[b"kTRC"] = light
    else:
        columns = (_xyz(*column) for column in _to_d50(colours).T.tolist())
        tags |= dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True))
        tags |= {b"rTRC": light, b"gTRC": light, b"bTRC": light}
    space = b"GRAY" if colours is None else b"RGB "
    place, entries, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, value in tags.items():
        entries += tag + struct.pack(">II", place + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    head = struct.pack(">I4sI4s4s4s", place + len(body), b"\0\0\0\0", 0x02100000, b"mntr", space, b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _xyz(*_D50)[8:]
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + entries + body


_D50 = (0.9642, 1.0, 0.8249)


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", round(x * 65536), round(y * 65536), round(z * 65536))


def _to_d50(colours: Chromaticities) -> Matrix:
    """Red, green and blue in XYZ under the profiles' own white; adapted after Bradford (Lindbloom)."""
    import numpy as np

    white, *three = (np.array((x / y, 1.0, (1 - x - y) / y)) for x, y in zip(colours[::2], colours[1::2], strict=True))
    primaries = np.column_stack(three)
    primaries *= np.linalg.solve(primaries, white)
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    scale = (bradford @ np.array(_D50)) / (bradford @ white)
    adapted: Matrix = np.linalg.inv(bradford) @ np.diag(scale) @ bradford @ primaries
    return adapted

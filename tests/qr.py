"""What a camera reads of a QR code, by a decoder that is not ours: zxing-cpp."""

import io
from typing import Any

import av
import numpy as np
import zxingcpp

PIXELS = 4
"""So many for a module, each way."""
HALVES = {" ": (0, 0), "▀": (255, 0), "▄": (0, 255), "█": (255, 255)}
"""The upper and the lower half of a character, light on dark."""


def read_picture(png: bytes) -> str:
    """The text in a picture."""
    with av.open(io.BytesIO(png), "r") as opened:
        frame = next(opened.decode(video=0))
    return _read(frame.to_ndarray(format="gray"))


def read_drawn(lines: list[str]) -> str:
    """The text in what a terminal shows."""
    rows = [[HALVES[char][half] for char in line] for line in lines for half in (0, 1)]
    module = np.ones((PIXELS, PIXELS), dtype=np.uint8)
    return _read(np.kron(np.array(rows, dtype=np.uint8), module))


def _read(grey: Any) -> str:
    (found,) = zxingcpp.read_barcodes(grey)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    text: str = found.text
    return text

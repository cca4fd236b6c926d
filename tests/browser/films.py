"""What a simulated camera sees."""

from __future__ import annotations

from pathlib import Path

import zxingcpp
from PIL import Image


def film(path: Path, text: str) -> Path:
    """What is seen of a label that is held before the camera: one picture, again and again."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    cells = memoryview(code.to_image(scale=10))
    label = Image.frombytes("L", (cells.shape[1], cells.shape[0]), bytes(cells))
    frame = Image.new("L", (640, 480), 200)
    frame.paste(label, ((640 - label.width) // 2, (480 - label.height) // 2))
    grey = bytes([128]) * (320 * 240 * 2)
    one = b"FRAME\n" + frame.tobytes() + grey
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + one * 10)
    return path

from __future__ import annotations

import csv
from pathlib import Path

HEADERS = ("Asset Tag", "Serial", "Category", "Manufacturer", "Model", "Location", "Purchase Date", "Purchase Cost",
           "Status", "Notes")  # fmt: skip
KINDS = (
    ("Laptop", "Dell", "Latitude 3340"),
    ("Desktop", "HP", "ProDesk 400 G6"),
    ("Tablet", "Apple", "iPad 9"),
)


def write(path: Path, rows: int) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADERS)
        for n in range(rows):
            kind, maker, model = KINDS[n % 3]
            sheet.writerow(
                (f"HV-{n:06d}", f"5CD{n:07d}X", kind, maker, model, f"Room {n % 150}", f"{1 + n % 28:02d}/09/2022",
                 f"{400 + n % 200}.00", "In use" if n % 4 else "In stock", "Bought for the 1:1 scheme" if n % 5 else "")
            )  # fmt: skip
    return path

"""Looking at printed pages: a PDF's pages as pictures, its words, and how much of a page is inked."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2

SCALE = 1.5


@dataclass(frozen=True)
class Sheet:
    """One page: its picture as rows of RGB, and its words."""

    picture: np.ndarray
    words: str

    @property
    def inked(self) -> tuple[float, float, float, float]:
        """Where the ink begins and ends, as shares of the width and height: left, right, top, bottom."""
        dark = self.picture.min(axis=2) < 200
        columns, rows = np.flatnonzero(dark.any(axis=0)), np.flatnonzero(dark.any(axis=1))
        height, width = dark.shape
        return columns[0] / width, columns[-1] / width, rows[0] / height, rows[-1] / height

    def png(self) -> bytes:
        height, width, _ = self.picture.shape
        lines = b"".join(b"\0" + line.tobytes() for line in self.picture)
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def sheets(pdf: bytes, folder: Path | None = None) -> list[Sheet]:
    """The pages of a PDF; with a folder, their pictures are left there to be looked at."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for number, page in enumerate(document, 1):
        bitmap = page.render(scale=SCALE, rev_byteorder=True)
        words = " ".join(page.get_textpage().get_text_bounded().split())
        found.append(Sheet(bitmap.to_numpy()[:, :, :3].copy(), words))
        if folder:
            (folder / f"page-{number}.png").write_bytes(found[-1].png())
    document.close()
    return found

"""Photos and logos made small and made anew: what is kept is the picture alone, without place, camera or anything else
that a file carries along. To be called in a process of its own (importers/apart.py): the files are foreign.
"""

import io
import struct

from PIL import Image, ImageOps, UnidentifiedImageError

from crm.errors import InvalidData
from importers.upload import Given, opened

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
NO_PICTURE = "{name} is no picture that can be read. Choose a PNG, JPEG or WebP."
SIDE = 320  # of what is kept, at most
FAULTS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, ArithmeticError, LookupError, struct.error)


def read(given: Given) -> dict[str, bytes]:
    """Plain: {"picture": a small PNG where it is see-through, else a JPEG}. Raises InvalidData (field "file")."""
    upload = opened(given)
    Image.MAX_IMAGE_PIXELS = None  # the size is looked at below, and said in our words
    try:
        with Image.open(io.BytesIO(upload.content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise InvalidData({"file": [f"{upload.name} has {image.width} × {image.height} points, too many to be "
                                            "read. Save it smaller, then try again."]})  # fmt: skip
            return {"picture": _small(image)}
    except FAULTS:
        raise InvalidData({"file": [NO_PICTURE.format(name=upload.name)]}) from None


def _small(image: Image.Image) -> bytes:
    if image.format == "JPEG":
        image.draft("RGB", (SIDE * 2, SIDE * 2))  # reads a large photo at a part of its size
    turned = ImageOps.exif_transpose(image)
    see_through = "A" in turned.getbands() or "transparency" in turned.info
    made = turned.convert("RGBA" if see_through else "RGB")
    made.thumbnail((SIDE, SIDE))
    bare = Image.new(made.mode, made.size)  # nothing comes along but the points
    bare.paste(made)
    out = io.BytesIO()
    if see_through:
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=88)
    return out.getvalue()

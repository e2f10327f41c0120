"""A folder of portraits, or a zip of it: each picture named by the person's Open States id, by the name of the file
that Open States lists, or by the person's own name ("Ann Reed.jpg", "reed.jpg").

Only what is in the folder is looked at; no address is followed. To be called in a process of its own
(importers/apart.py): the files are foreign.
"""

import re
from pathlib import PurePosixPath

from crm.errors import InvalidData
from crm.imports.drafts import BY_PICTURE, Draft, DraftRecord, Place, RowError
from crm.records.kept_files import digest_of
from crm.stakeholders.names.person_names import read_person
from importers import portraits
from importers.openstates import PERSON_SCHEME
from importers.upload import LARGEST_ARCHIVE, Given, Upload, members

KIND, SOURCE = "portraits", "Portraits"
# Also kinds of pictures that cannot be read, so that each is named rather than passed over.
LOOKED_AT = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".avif", ".bmp", ".tif", ".tiff", ".svg")
ENDINGS = (*LOOKED_AT, *(ending.upper() for ending in LOOKED_AT))
MOST = 1_000
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NONE_HERE = "There is no picture here. Choose a folder or zip of JPEG, PNG or WebP files, each named for its person."
TOO_MANY = f"There are more than {MOST:,} pictures here. Import them in several parts."


def read(given: Given, *, as_of: str) -> Draft:
    """The draft of a folder of pictures; `as_of` is its day (ISO). Raises InvalidData ("file")."""
    records: list[DraftRecord] = []
    errors: list[RowError] = []
    contents: dict[str, bytes] = {}
    for count, upload in enumerate(members(given, ENDINGS, limit=LARGEST_ARCHIVE), start=1):
        if count > MOST:
            raise InvalidData({"file": [TOO_MANY]})
        try:
            picture = portraits.read(Upload(PurePosixPath(upload.name).name, upload.content))["picture"]
        except InvalidData as error:
            errors += [RowError.at(Place(upload.name), said) for said in error.errors["file"]]
            continue
        contents[digest_of(picture)] = picture
        records.append(_record(upload.name, digest_of(picture)))
    if not records and not errors:
        raise InvalidData({"file": [NONE_HERE]})
    return Draft(KIND, SOURCE, as_of, tuple(records), errors=tuple(errors), files=contents)


def _record(path: str, digest: str) -> DraftRecord:
    """One picture, and whom its name means: `hints` are what by_picture looks somebody up by."""
    file = PurePosixPath(path).name
    known = ID.search(path.lower())
    named = read_person(re.sub(r"[^\w'’,]|[\d_]", " ", PurePosixPath(path).stem))
    said = {"given_name": named.given, "family_name": named.family, "suffix": named.suffix} if not known else {}
    return DraftRecord(
        ref=f"portrait|{path}",
        label="Person",
        kind="Portraits",
        name=named.display or file,
        values={"portrait": digest, "portrait_file": file[-120:]},
        place=Place(path),
        find=BY_PICTURE,
        identifiers=((PERSON_SCHEME, known[0]),) if known else (),
        text=named.display or file,
        hints={"picture": file.casefold(), **{name: held for name, held in said.items() if held}},
    )

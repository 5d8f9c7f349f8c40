"""The first bytes of a file: what is packed or in another tongue of bytes is refused with words."""

from typing import BinaryIO

from app.lists.formats.problems import BadList

HEAD = 4096
_REFUSED = (
    (b"\x1f\x8b", "is packed (gzip): unpack it first"),
    (b"PK\x03\x04", "is a zip or an Excel workbook: unpack it, or save the sheet as CSV (UTF-8)"),
    (b"BZh", "is packed (bzip2): unpack it first"),
    (b"\xfd7zXZ", "is packed (xz): unpack it first"),
    (b"7z\xbc\xaf", "is packed (7-Zip): unpack it first"),
    (b"\x28\xb5\x2f\xfd", "is packed (zstd): unpack it first"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook: save the sheet as CSV (UTF-8)"),
    (b"%PDF", "is a PDF: ask the publisher for the list itself"),
)


def beginning(file: BinaryIO) -> bytes:
    """Return the first bytes, and leave the file at its beginning. Raises BadList."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head.strip():
        raise BadList("the file is empty")
    for mark, what in _REFUSED:
        if head.startswith(mark):
            raise BadList(f"the file {what}")
    return head

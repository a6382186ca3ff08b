"""How much a file may ask of the machine: every bound the readers keep, in one place.

Nothing is ever extracted to disk under a name from an archive, so paths inside one are only shown, never followed.
"""

from __future__ import annotations

#: Bytes read at a time; memory stays a small multiple of this however long the file is.
CHUNK = 1 << 20
#: Bytes looked at to tell format, encoding and delimiter.
HEAD = 1 << 16
#: Characters one record may have; a longer one is rejected, never held.
MAX_RECORD = 10_000_000
#: Unpacked bytes for each packed byte, beyond ``FREE`` bytes: more is a bomb (csv packs 5 to 40 times).
MAX_RATIO = 200
FREE = 64 << 20
#: Unpacked bytes of one archive taken together.
MAX_TOTAL = 1 << 40
#: Members of one archive, and archives inside archives.
MAX_MEMBERS = 20_000
MAX_DEPTH = 3
#: Unpacked bytes of a workbook or of a JSON document: both must be held in memory while read.
MAX_DOCUMENT = 256 << 20
#: Unpacked bytes of the parts of an xlsx or ods file.
MAX_WORKBOOK = 2 << 30

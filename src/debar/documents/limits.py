"""How much a document may ask of the machine: every bound its readers keep, in one place."""

from __future__ import annotations

#: Bytes of one file.
MAX_FILE = 64 << 20
#: Characters of the text taken out of it.
MAX_TEXT = 64_000_000
#: Members of a docx, and unpacked bytes of all that is read of it.
MAX_MEMBERS = 5_000
MAX_UNPACKED = 128 << 20
#: Unpacked bytes for each packed byte of a member, beyond ``FREE`` bytes: more is a bomb.
MAX_RATIO = 200
FREE = 4 << 20
#: Pages of a PDF, and drawing operations of all of them: forms drawn within forms multiply.
MAX_PAGES = 5_000
MAX_OPERATIONS = 3_000_000
#: Forms and pictures drawn on one page; from 5,000 forms on the library would leave text out without a word.
MAX_FORMS = 4_900
#: Pages of a file given to text recognition, the seconds for each, and the most dots of a picture taken out of it.
OCR_PAGES = 200
OCR_SECONDS = 60
MAX_PICTURE = 60_000_000
#: Columns of a table in html or docx, and cells of all its tables.
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000

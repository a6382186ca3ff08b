"""Every error debar raises on purpose.

    DebarError                 anything below; ``exit_code`` is what the command line returns
    ├── InputError             a file, option or value the user gave (2)
    │   ├── FormatError        bytes that cannot be read as what they claim to be (2)
    │   ├── MappingError       a table whose columns cannot be told apart (2)
    │   └── RefusedError       an edition that is not believed: cut short, shrunken, of another form (2)
    ├── DataError              a shipped or user-made list, rule or catalog file is wrong (2)
    ├── NotJudgedError         a list is missing or too old, or the run was cut short (3)
    │   └── FetchError         an official file could not be had from where it is published (3)
    └── MissingExtraError      an optional part is not installed (2)

The text of each says what was wrong, where (file, row, column) and what to do.
"""

from __future__ import annotations


class DebarError(Exception):
    """Base of all errors debar raises on purpose; catch this one."""

    exit_code = 2


class InputError(DebarError):
    """A file, option or value the user gave cannot be used as it is."""


class FormatError(InputError):
    """The bytes of a file are not what the file claims to be."""


class MappingError(InputError):
    """No column of a table could be recognised as what is needed."""


class RefusedError(InputError):
    """The files of a list are not believed to be a whole edition; what was held before stays in force."""


class DataError(DebarError):
    """A list, rule, catalog or scenario file breaks its own layout."""


class NotJudgedError(DebarError):
    """The question could not be judged: a list is missing or older than asked for."""

    exit_code = 3


class FetchError(NotJudgedError):
    """An official file could not be had: the text says which list, which address, what happened and what to do."""


class MissingExtraError(DebarError):
    """An optional part of debar is needed and not installed; the text holds the install line."""

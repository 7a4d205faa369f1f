"""Our file of a method; the frame of its tables is the kernel's."""

from linli.kernel.method_file import (
    DATE,
    NUMBERS,
    STRINGS,
    TABLES,
    TEXT,
    WORDS,
    WORDS_LIST,
    MethodFile,
    Row,
    Section,
    Shape,
    keys_of,
    known,
)

FILE = MethodFile("gatherings.toml", "gatherings")
error, unknown = FILE.error, FILE.unknown

__all__ = [
    "DATE",
    "FILE",
    "NUMBERS",
    "STRINGS",
    "TABLES",
    "TEXT",
    "WORDS",
    "WORDS_LIST",
    "Row",
    "Section",
    "Shape",
    "error",
    "keys_of",
    "known",
    "unknown",
]

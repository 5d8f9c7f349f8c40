"""The program's version, as status and the pages tell it."""

VERSION = "0.1.0"

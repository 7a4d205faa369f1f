"""Converters of addresses that several contexts use."""

from __future__ import annotations

from django.urls import register_converter


class Anything:
    """The rest of an address, whatever it is: `path` leaves out the end of a line, and so would
    give an answer for people to a program that sent one."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Anything, "anything")
REST = "<anything:rest>"  # whoever names it has registered it

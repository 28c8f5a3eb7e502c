"""A list of addresses."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from etl.sources import Visit
from etl.sources.rounds import Address
from etl.sources.web import Listings, WebAddress, WebEntry


class Urls(WebEntry):
    """Articles whose addresses are given, here or in a file."""

    kind: Literal["urls"]
    urls: Annotated[tuple[WebAddress, ...], Field(description="The addresses.")] = ()
    file: Annotated[str | None, Field(description="A file of addresses, one a line; `#` begins a comment.")] = None

    @model_validator(mode="after")
    def _has_one_list(self) -> Self:
        if bool(self.urls) == bool(self.file):
            raise ValueError("write either `urls`, a list of addresses, or `file`, a file that holds one a line")
        return self

    def listed(self, listings: Listings, visit: Visit) -> Iterator[Address]:
        """The addresses, in their order. A malformed one leaves a row of the journal."""
        if self.file is None:
            return (Address(url=url) for url in self.urls)
        file = visit.base / self.file
        if not file.is_file():
            raise FileNotFoundError(f"source {self.name}: there is no {file}; correct its `file`")
        lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        printed = (line.partition(" #")[0].strip() for line in lines)
        return (Address(url=url) for url in printed if url and not url.startswith("#"))

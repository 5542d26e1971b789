"""Where a command writes: a path, or an address such as `s3://bucket/key`."""

from pathlib import Path

import click

from curator.remote import is_address


class Place(click.ParamType):  # type: ignore[type-arg]  # older clicks take no argument here
    """A path, or an address as it was written: a path would make one slash of its two."""

    name = "place"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        """The address, or the path."""
        if isinstance(value, Path):
            return value
        text = str(value)
        if not text:
            self.fail("it is empty", param, ctx)
        return text if is_address(text) else Path(text)


PLACE = Place()

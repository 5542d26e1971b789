"""Where an endpoint is, what its model is called, and the key to it: from the environment only."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from curator.errors import RecipeError

NO_KEY = "none"  # servers of one's own want none, and the client wants some


@dataclass(frozen=True)
class Address:
    """One model of one endpoint. The key is never shown: not by `repr`, not in an error, not in anything written."""

    url: str
    model: str
    key: str = field(repr=False, default=NO_KEY)

    @classmethod
    def from_environment(cls, prefix: str, environment: Mapping[str, str] = os.environ) -> Self:
        """The address in `PREFIX_URL`, `PREFIX_MODEL` and, where the endpoint wants one, `PREFIX_KEY`.

        Raises:
            RecipeError: one of the first two is missing, or the URL is none.
        """
        names = {part: f"{prefix}_{part}" for part in ("URL", "MODEL", "KEY")}
        missing = [names[part] for part in ("URL", "MODEL") if not environment.get(names[part], "").strip()]
        if missing:
            raise RecipeError(
                f"the endpoint is not named: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set",
                hint=f"export {names['URL']}=http://localhost:8000/v1 {names['MODEL']}=NAME, "
                f"and {names['KEY']} where a key is needed",
            )
        url = environment[names["URL"]].strip().rstrip("/")
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise RecipeError(
                f"{names['URL']} is no web address", hint="it looks like https://host/v1, without /chat/completions"
            )
        return cls(url, environment[names["MODEL"]].strip(), environment.get(names["KEY"], "").strip() or NO_KEY)

    @property
    def shown(self) -> str:
        """The URL without a name or password that may stand in it, and without a query."""
        parts = urlsplit(self.url)
        place = parts.hostname or ""
        place = f"[{place}]" if ":" in place else place
        return urlunsplit((parts.scheme, f"{place}:{parts.port}" if parts.port else place, parts.path, "", ""))

    @property
    def is_here(self) -> bool:
        """Whether what is asked stays on this machine."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

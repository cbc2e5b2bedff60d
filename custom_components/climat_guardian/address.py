"""Where a bridge answers, as it is entered, announced, kept in an entry and asked."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any, Final, Self, override

from yarl import URL

from homeassistant.const import CONF_HOST, CONF_PATH, CONF_PORT, CONF_SSL

ROOT: Final = "/"

HTTPS_PORT: Final = 443

OWN_PAGES: Final = re.compile(r"/(status|docs|health)$")
"""What the bridge has beside its first page, whose address may be the one that was copied."""


@dataclass(frozen=True, slots=True)
class Address:
    """Host and port, and what a reverse proxy makes of them: a path before everything, and encryption."""

    host: str
    port: int
    path: str = ROOT
    """With a slash at both ends."""
    ssl: bool = False

    @classmethod
    def of_entry(cls, data: Mapping[str, Any]) -> Self:
        """Return what an entry keeps, which was less before there were paths."""
        return cls(
            host=data[CONF_HOST],
            port=data[CONF_PORT],
            path=data.get(CONF_PATH, ROOT),
            ssl=data.get(CONF_SSL, False),
        )

    @classmethod
    def entered(cls, host: str, port: int) -> Self:
        """Return what somebody typed, or copied from the bridge's page or log.

        An address that names its port means it; another one means that of the form, but for https.
        """
        host = host.strip()
        if "://" not in host:
            return cls(host=host.strip("[]"), port=port)
        try:
            url = URL(host)
            ssl = url.scheme == "https"
            return cls(
                host=url.host or host,
                port=url.explicit_port or (HTTPS_PORT if ssl else port),
                path=as_prefix(OWN_PAGES.sub("", url.path.rstrip("/"))),
                ssl=ssl,
            )
        except ValueError:
            return cls(host=host, port=port)  # No host either, which connecting will say.

    def as_data(self) -> dict[str, Any]:
        """Return all of it, so that nothing of an address before stays in an entry."""
        return {CONF_HOST: self.host, CONF_PORT: self.port, CONF_PATH: self.path, CONF_SSL: self.ssl}

    def as_entered(self) -> dict[str, Any]:
        """Return what the form would be filled with to mean this."""
        host = str(self.url(ROOT)) if self.ssl or self.path != ROOT else self.host
        return {CONF_HOST: host, CONF_PORT: self.port}

    def url(self, path: str) -> URL:
        """Return the URL of a path of the bridge's own, which begins with a slash.

        Raises ValueError where the host is none.
        """
        scheme = "https" if self.ssl else "http"
        return URL.build(scheme=scheme, host=self.host, port=self.port, path=self.path[:-1] + path)

    @override
    def __str__(self) -> str:
        """Write it as a person does."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        path = "" if self.path == ROOT else self.path.rstrip("/")
        return f"{host}:{self.port}{path}"


def as_prefix(path: str) -> str:
    """Return a path with a slash at both ends."""
    bare = path.strip("/")
    return f"/{bare}/" if bare else ROOT

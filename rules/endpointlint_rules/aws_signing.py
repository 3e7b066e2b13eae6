"""AWS hosts: which service and region a request to one must be signed for. `data/aws_signing.json`."""

from __future__ import annotations

import json
from functools import lru_cache

from endpointlint.rule import dataclass, lazy, read_resource

_HOST = lazy(
    r"(?P<service>[a-z0-9.-]+?)\.(?P<region>[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2})(?:\.(?P<after>es|aoss))?"
    r"\.(?:amazonaws\.com(?:\.cn)?|api\.aws)"
)


@dataclass(frozen=True, slots=True)
class Signing:
    """What a host wants its requests to be signed for."""

    region: str
    service: str | None
    """None for a service that is not known."""


def signing_of(host: str) -> Signing | None:
    """What a host of AWS wants; None for any other host, and for those without a region in them."""
    found = _HOST.fullmatch(host.lower().removesuffix("."))
    if found is None:
        return None
    # an API, a function or a domain of a customer stands in front of its service
    labels = [found["after"]] if found["after"] else found["service"].removesuffix("-fips").split(".")
    names = (".".join(labels[at:]) for at in range(len(labels)))
    service = next((known for name in names if (known := _services().get(name.replace("-fips", "")))), None)
    return Signing(found["region"], service)


@lru_cache(maxsize=1)
def _services() -> dict[str, str]:
    data = json.loads(read_resource("endpointlint_rules", "data/aws_signing.json"))
    return {**{name: name for name in data["same"]}, **data["named"]}

"""What a given release of OpenSearch really does with policies and connectors.

Facts live in `data/enforcement.json` and `data/settings.json`, each with its source. Whoever judges asks an
`Enforcement` and never compares release numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from endpointlint.policy.addresses import HTTP, TYPICAL, AddressGuard, address_guard, address_note
from endpointlint.policy.facts import Step, at, facts, facts_at
from endpointlint.policy.model import ListSetting
from endpointlint.policy.release import NEWEST, Release
from endpointlint.policy.safety import SafetyForm, SafetyRefusal, refused_by_safety_check
from endpointlint.policy.settings import default_entries, settings

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

OperationName = Literal["matches", "find"]

JavaTables = Literal[11, 17, 21, 25]
"""The Java majors whose regexes were studied; `java.util.regex` of any other is that of the next one."""


class Moment(StrEnum):
    """When a connector's URL is tried on the list of trusted endpoints."""

    CREATE = "create"
    REGISTER = "register"
    """Of a remote model with an inline connector."""
    UPDATE = "update"
    UPDATE_MODEL = "update_model"
    """Of a model with an inline connector."""
    CALL = "call"
    """Predict and batch predict, with the parameters of the caller; for `http` and `aws_sigv4`, on the list as it was
    when the model was deployed."""


class CallerField(StrEnum):
    """Parts of a connector whose placeholders a caller's parameters fill, over the stored ones."""

    URL = "url"
    REQUEST_BODY = "request_body"
    HEADERS = "headers"


@dataclass(frozen=True, slots=True)
class Enforcement:
    """What a release does. Built by `enforcement`."""

    release: Release
    unverified: tuple[str, ...]
    """The facts that are not as in the release before and come from pull requests alone, as `name (source)`."""
    java: int
    """The major of the bundled Java; users may run another."""
    java_tables: JavaTables
    lists: frozenset[ListSetting]
    """The settings with regexes that exist."""
    default_endpoints: tuple[str, ...]
    """The built-in list of trusted endpoints, which applies while the setting is not set."""
    default_model_url: str
    """The built-in value of `trusted_url_regex`."""
    safety_form: SafetyForm | None
    """The check that the lists pass when they are written; None: they are written unchecked, and an entry that is no
    regex fails when a connector is created and the walk along the list reaches it."""
    checked_lists: frozenset[ListSetting]
    """The settings that `safety_form` applies to."""
    applied_at: frozenset[Moment]
    caller_sets: frozenset[CallerField]
    caller_escaping: Literal["none", "json"]
    """What is done to a caller's values in the URL. `json` turns `/` into `\\/`, which no URL may contain; `? # @ : .`
    pass, as everything does where the connector names the key in `no_escape_params` (3.0)."""
    guarded_headers: frozenset[str]
    """Headers, in lower case, in which a caller's parameters are refused."""
    protocols: frozenset[str]
    action_types: frozenset[str]
    credential_required: bool
    """Whether `http` and `aws_sigv4` connectors must bring a credential."""
    credential_required_for: frozenset[str]
    """The protocols whose connectors must bring a credential when they are created."""
    methods: Mapping[str, tuple[str, ...]]
    """By protocol the HTTP methods that calls may have, in any case; empty where the field is not looked at."""
    updates: Literal["none", "gated", "always"]
    """Whether connectors can be changed; `gated`: while `update_connector.enabled` is true."""
    update_merges_parameters: bool
    """An update adds to the stored parameters in the document whose URL is tried; before, it takes their place."""
    header_limits: tuple[int, int] | None
    """Characters that a resolved header may have, and all of them together; None for no limit."""
    unescaping_key: str | None
    """The parameter that names parameters whose values go in as they are; a caller may set it."""
    name_characters: str | None
    """What names and descriptions may hold besides letters and digits; None for anything."""
    action_names: bool
    """Whether an action may have a name."""
    client: Literal["apache", "aws-sdk"]
    """What makes the calls."""
    streaming_client: Literal["okhttp"] | None
    """What makes streaming calls: on the text of the URL, which it parses again; following redirects."""
    timeouts: tuple[Literal["milliseconds", "seconds"], int] | None
    """Unit of `connection_timeout` and `read_timeout`, and their default; None before there was `client_config`."""
    mcp_endpoint_joined: Literal["concatenated", "resolved"] | None
    """How the endpoint parameter of an MCP connector is put behind its URL; None before there were any."""
    mcp_gated: frozenset[str]
    """The protocols that cannot be created while `mcp_connector_enabled` is false."""
    private_switch: Literal["none", "live", "snapshot"]
    """When a change of `connector.private_ip_enabled` reaches deployed models; `none`: there is no such setting."""
    addresses: AddressGuard

    def operation(self, setting: ListSetting) -> OperationName:
        """How the setting's regexes are applied: to the whole text, or anywhere in it."""
        return "find" if setting is ListSetting.MODEL_URL else "matches"

    def checks(self, setting: ListSetting) -> SafetyForm | None:
        """The check that the setting's entries pass when they are written; None for none."""
        return self.safety_form if setting in self.checked_lists else None

    def refusal(self, setting: ListSetting, entry: str) -> SafetyRefusal | None:
        """Why the setting cannot be written with this entry; None also when only its syntax may be at fault."""
        form = self.checks(setting)
        return refused_by_safety_check(entry, form) if form else None

    def default(self, setting: ListSetting) -> tuple[str, ...]:
        """The built-in entries of a setting; of the one that is no list, its one regex."""
        if setting not in self.lists:
            return ()
        value = settings()[setting].default(self.release)
        return value if isinstance(value, tuple) else (str(value),)

    @property
    def checks_calls(self) -> bool:
        """Whether the URL is tried on the list again for every call, with what the caller put into it."""
        return Moment.CALL in self.applied_at

    def refuses_address(self, address: IPv4Address | IPv6Address, protocol: str = HTTP) -> bool:
        """Whether a call by a connector of the protocol to the address is refused by default."""
        return self.addresses.refuses(address, protocol)

    def address_note(self, address: IPv4Address | IPv6Address | str, protocol: str = HTTP) -> str:
        """What happens to a call to an address, in one line.

        Args:
            address: an address, or the name of a kind (`loopback`, `link_local`, `private`, `metadata`, `special`,
                `public`), which the address in `TYPICAL` then stands for.
            protocol: of the connector that would make the call.
        """
        if isinstance(address, str):
            from ipaddress import ip_address

            address = ip_address(TYPICAL[address])
        return address_note(self.release, address, protocol)


@lru_cache(maxsize=64)
def enforcement(release: Release = NEWEST) -> Enforcement:
    """What a release does; data is read on first call.

    Args:
        release: any that `Release.parse` gives.
    """
    now = facts_at(release)
    known = settings()
    lists = frozenset(found for found in ListSetting if known[found].exists(release))
    safety = now["safety_check"].value
    java: int = now["java"].value
    limits: dict[str, int] | None = now["header_limits"].value
    timeouts: dict[str, Any] | None = now["timeouts"].value
    return Enforcement(
        release=release,
        unverified=_unverified(now, release),
        java=java,
        java_tables=_tables(java),
        lists=lists,
        default_endpoints=default_entries(release),
        default_model_url=str(known[ListSetting.MODEL_URL].default(release)),
        safety_form=SafetyForm(safety) if safety else None,
        checked_lists=frozenset(found for found in lists if _checked(found, release)),
        applied_at=frozenset(map(Moment, now["list_applied_at"].value)),
        caller_sets=frozenset(map(CallerField, now["caller_sets"].value)),
        caller_escaping=now["caller_escaping"].value,
        guarded_headers=frozenset(now["guarded_headers"].value),
        protocols=frozenset(now["protocols"].value),
        action_types=frozenset(now["action_types"].value),
        credential_required=now["credential_required"].value,
        credential_required_for=frozenset(now["credential_required_for"].value),
        methods={protocol: tuple(found) for protocol, found in now["methods"].value.items()},
        updates=now["updates"].value,
        update_merges_parameters=now["update_of_parameters"].value == "merged",
        header_limits=(limits["each"], limits["all"]) if limits else None,
        unescaping_key=now["unescaping_key"].value or None,
        name_characters=now["name_characters"].value or None,
        action_names=now["action_names"].value,
        client=now["client"].value,
        streaming_client=now["streaming_client"].value or None,
        timeouts=(timeouts["unit"], timeouts["default"]) if timeouts else None,
        mcp_endpoint_joined=now["mcp_endpoint_joined"].value or None,
        mcp_gated=frozenset(now["mcp_gated"].value),
        private_switch=now["private_switch"].value,
        addresses=address_guard(release),
    )


def source_of(fact: str, release: Release) -> str:
    """Where a fact of `data/enforcement.json` is known from, at a release."""
    return at(facts()[fact], release).source


def _checked(setting: ListSetting, release: Release) -> bool:
    first = settings()[setting].checked_from
    return first is not None and first <= release


def _unverified(now: dict[str, Step], release: Release) -> tuple[str, ...]:
    facts = [f"{name} ({step.source})" for name, step in now.items() if not step.verified]
    keys = [f"{f.key} ({f.source})" for f in settings().values() if not f.verified and f.exists(release)]
    return tuple(facts + keys)


def _tables(java: int) -> JavaTables:
    if java <= 11:
        return 11
    if java <= 17:
        return 17
    return 21 if java <= 21 else 25

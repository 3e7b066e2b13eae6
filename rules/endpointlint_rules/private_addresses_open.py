r"""Connectors may call private addresses, and nothing limits which.

With ``plugins.ml_commons.connector.private_ip_enabled`` (2.15) the connector client no longer refuses addresses inside
the network. Up to 3.6 that is all there is: loopback, private networks and, where the client refused it before, the
address at which a cloud hands out the credentials of the machine. From 3.7 on two more settings count.
``trusted_connector_private_endpoints_regex`` limits private addresses to the URLs that it matches, as long as it is not
empty; ``connector.restricted_ip_patterns`` (``opensearch.yml`` only) denies the addresses whose text one of its regexes
matches. Both are empty by default, and then every private address is open.

Mind that addresses of IPv6 are tried without ``::``: a pattern such as ``^::1$`` matches nothing, ever.

Leave the switch off. If a service of your own network must be called, run 3.7 or newer and list its URLs in
``trusted_connector_private_endpoints_regex``.

Severity: high; medium where the patterns deny link-local addresses, that of the metadata service among them, and leave
others open. On releases that call metadata services anyway it is no worse.

False alarms: none known; which addresses of IPv4 the patterns leave is decided exactly. ``restricted_ip_patterns``
counts where a file that was read sets it. Not seen: addresses of IPv6 that patterns leave. The entries of the other
list, and patterns that match nothing, are judged where they stand.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network

from endpointlint.rule import (
    PREFIX,
    Clean,
    Flagged,
    ListSetting,
    Note,
    Outcome,
    Proved,
    Refuted,
    RunSubject,
    Said,
    Severity,
    Unknown,
    allow_lists,
    run_rule,
    special,
)
from endpointlint_rules.switches import setting_finding, switched

_KEY = PREFIX + "connector.private_ip_enabled"
_PRIVATE = ListSetting.PRIVATE_ENDPOINTS.value
_RESTRICTED = ListSetting.RESTRICTED_ADDRESSES.value
_ON = ("settings.json", f'{{"persistent": {{"{_KEY}": true}}}}')


@run_rule(
    title="Every private address is open",
    severity=Severity.HIGH,
    since="0.2",
    references=("CWE-918", "ml-commons MLHttpClientFactory.java, MLValidatableAsyncHttpClient.java"),
    examples=(
        Flagged(_ON[1]),
        Flagged(_ON[1], opensearch="2.15"),
        Flagged(f'{{"persistent": {{"{_KEY}": "true", "{_PRIVATE}": []}}}}'),
        Flagged(files=(("opensearch.yml", f"{_KEY}: true\n{_RESTRICTED}: ['^::1$']\n"),)),
        Flagged(
            files=(("opensearch.yml", f"{_KEY}: true\n{_RESTRICTED}: ['169\\.254\\..*', '0:0:0:0:0:0:0:1']\n"),),
            severity=Severity.MEDIUM,
        ),
        Flagged(
            files=(
                (
                    "persistent.json",
                    f'{{"persistent": {{"{_KEY}": true, "{_PRIVATE}": ["^http://10[.]0[.]0[.]7/.*$"]}}}}',
                ),
                ("transient.json", f'{{"transient": {{"{_PRIVATE}": []}}}}'),
            )
        ),
        Clean(f'{{"persistent": {{"{_KEY}": false}}}}'),
        Clean(_ON[1], opensearch="2.14"),
        Clean(f'{{"persistent": {{"{_KEY}": true, "{_PRIVATE}": ["^http://10[.]0[.]0[.]7:8080/.*$"]}}}}'),
        Clean(files=(_ON, ("opensearch.yml", f"{_RESTRICTED}: ['(0|127|10|192|172|169)\\..*', '.*:.*']\n"))),
    ),
)
def private_addresses_open(run: RunSubject) -> Iterator[Outcome]:
    """Report the switch where some internal address is neither denied nor out of the list."""
    for _, said in switched(run, _KEY, wanted=True):
        yield from _judged(run, said)


def _judged(run: RunSubject, said: Said) -> Iterator[Outcome]:
    near, guard = run.effective_near(said.place), run.enforcement.addresses
    if not guard.patterns:
        note = Note("limits", f"OpenSearch {run.release} has none; 3.7 has a list of private endpoints")
        yield setting_finding(run, said, _MESSAGE, Severity.HIGH, _LABEL, note)
        return
    if near.endpoints(ListSetting.PRIVATE_ENDPOINTS).entries:
        return
    entries = run.listed(near.endpoints(ListSetting.RESTRICTED_ADDRESSES).endpoints).entries
    patterns = [entry.language for entry in entries if entry.compiles]
    refused = [network for network in guard.networks if isinstance(network, IPv4Network)]
    link_local = [network for network in refused if network.is_link_local]
    denies_metadata = False
    for networks in (link_local, refused):
        match allow_lists.denied(patterns, networks):
            case Proved():
                denies_metadata = bool(link_local)
                continue
            case Unknown() as unknown:
                yield unknown
            case Refuted(address):
                if not entries:
                    note = Note("limits", f"{_short(_PRIVATE)} and {_short(_RESTRICTED)} are empty")
                else:
                    found = special.address(address)
                    what = f", {special.describe(found)}" if found else ""
                    note = Note("limits", f"{_short(_RESTRICTED)} leaves {address}{what}")
                severity = Severity.MEDIUM if denies_metadata else Severity.HIGH
                yield setting_finding(run, said, _MESSAGE, severity, _LABEL, note)
        return


_MESSAGE = "connectors may call private addresses"
_LABEL = "opens what the connector client refuses by default"


def _short(key: str) -> str:
    return key.removeprefix(PREFIX)

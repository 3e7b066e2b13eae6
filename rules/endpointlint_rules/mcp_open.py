r"""MCP is switched on.

``plugins.ml_commons.mcp_connector_enabled`` permits connectors to servers of the Model Context Protocol. Their URL is
tried on the list of trusted endpoints when they are created, and never again; calls look at no address, so that a
server may stand at, or redirect to, the inside of the network; and an endpoint parameter may lead to another host than
the one that was checked. ``plugins.ml_commons.mcp_server_enabled`` makes the cluster such a server itself: whoever has
the permission runs its tools.

Leave off what is not needed. The gate holds for connectors of protocol ``mcp_sse`` when they are created, not when they
are changed; those of ``mcp_streamable_http`` are not held back by it up to 3.8.

Severity: medium for connectors, low for the server.

False alarms: a cluster that is meant to use MCP. Values that are shown as defaults are not reported. Missed: connectors
of ``mcp_streamable_http`` that are made although the switch is off, up to 3.8.
"""

from collections.abc import Iterator

from endpointlint.rule import PREFIX, Clean, Flagged, Outcome, RunSubject, Severity, run_rule
from endpointlint_rules.switches import setting_finding, shown_default, switched

_SWITCHES = {
    PREFIX + "mcp_connector_enabled": (
        "connectors to MCP servers are permitted",
        Severity.MEDIUM,
        "their calls are checked against no list and no range of addresses",
    ),
    PREFIX + "mcp_server_enabled": (
        "the cluster is an MCP server",
        Severity.LOW,
        "its tools can be run from outside",
    ),
}


@run_rule(
    title="MCP is switched on",
    severity=Severity.MEDIUM,
    since="0.2",
    references=("CWE-918", "ml-commons McpConnectorExecutor.java, TransportCreateConnectorAction.java"),
    examples=(
        Flagged(f'{{"persistent": {{"{PREFIX}mcp_connector_enabled": true}}}}'),
        Flagged(f'{{"persistent": {{"{PREFIX}mcp_server_enabled": "true"}}}}', severity=Severity.LOW),
        Clean(f'{{"persistent": {{"{PREFIX}mcp_connector_enabled": false}}}}'),
        Clean(f'{{"persistent": {{"{PREFIX}mcp_connector_enabled": true}}}}', opensearch="2.19"),
    ),
)
def mcp_open(run: RunSubject) -> Iterator[Outcome]:
    """Report each switch that is on and known to the release."""
    for key, (message, severity, label) in _SWITCHES.items():
        for _, said in switched(run, key, wanted=True):
            if not shown_default(said):
                yield setting_finding(run, said, message, severity, label)

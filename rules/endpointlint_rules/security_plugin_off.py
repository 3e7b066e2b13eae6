r"""The security plugin is off, or passwords travel in the clear.

With ``plugins.security.disabled``, with ``DISABLE_SECURITY_PLUGIN`` in the container's environment, and with
``plugins.security.ssl_only`` a request has no user. Every rule of ML Commons about owners, roles and access modes then
lets everyone through: whoever reaches the port rewrites the list of trusted endpoints, changes the URL of a connector,
and has the stored credential sent there. The indexes with the ciphertext of credentials and with the key to it are
readable as well.

``plugins.security.ssl.http.enabled: false`` leaves the plugin on and the REST API without TLS: passwords of users, and
the credentials of connectors that they create, can be read on the way.

Leave the plugin on, and give the REST API a certificate.

Severity: critical; high for the REST API without TLS.

False alarms: a cluster that is reachable from one machine only, as in a container for tests, and TLS that a proxy ends
in front of the cluster. Not seen: a configuration that merely leaves ``ssl.http.enabled`` out, which is off as well;
the key names of Open Distro.
"""

from collections.abc import Iterator

from endpointlint.rule import Clean, Flagged, Outcome, RunSubject, Severity, run_rule
from endpointlint_rules.switches import SECURITY_OFF, security_is_off, setting_finding, switched

_HTTP = "plugins.security.ssl.http.enabled"


@run_rule(
    title="The security plugin is off",
    severity=Severity.CRITICAL,
    since="0.2",
    references=(
        "CWE-306",
        "CWE-319",
        "security ConfigConstants.java",
        "opensearch-build opensearch-docker-entrypoint.sh",
    ),
    examples=(
        Flagged(files=(("opensearch.yml", "plugins.security.disabled: true\n"),)),
        Flagged(files=(("opensearch.yml", "plugins.security.ssl_only: true\n"),)),
        Flagged(
            files=(("compose.yml", "services:\n  node:\n    environment:\n      - DISABLE_SECURITY_PLUGIN=true\n"),)
        ),
        Flagged(files=(("opensearch.yml", f"{_HTTP}: false\n"),), severity=Severity.HIGH),
        Clean(files=(("opensearch.yml", f"plugins.security.disabled: false\n{_HTTP}: true\n"),)),
        Clean(files=(("compose.yml", "services:\n  node:\n    environment:\n      DISABLE_SECURITY_PLUGIN: ''\n"),)),
    ),
)
def security_plugin_off(run: RunSubject) -> Iterator[Outcome]:
    """Report each switch that is set."""
    for key, effect in SECURITY_OFF.items():
        for _, said in switched(run, key, wanted=True):
            yield setting_finding(run, said, "the security plugin is off", Severity.CRITICAL, effect)
    for _, said in switched(run, _HTTP, wanted=False):
        if not security_is_off(run, said):
            label = "passwords and credentials can be read on the way"
            yield setting_finding(run, said, "the REST API has no TLS", Severity.HIGH, label)

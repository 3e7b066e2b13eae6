"""Rules on entries, lists and settings, in reading order."""

from endpointlint_rules.any_port import any_port
from endpointlint_rules.cleartext_scheme import cleartext_scheme
from endpointlint_rules.conflicting_layers import conflicting_layers
from endpointlint_rules.connector_access_control_off import connector_access_control_off
from endpointlint_rules.dead_entry import dead_entry
from endpointlint_rules.default_list import default_list
from endpointlint_rules.header_passthrough import header_passthrough
from endpointlint_rules.internal_address import internal_address
from endpointlint_rules.invalid_regex import invalid_regex
from endpointlint_rules.mcp_open import mcp_open
from endpointlint_rules.mixed_layers import mixed_layers
from endpointlint_rules.model_access_control_off import model_access_control_off
from endpointlint_rules.model_url_registration import model_url_registration
from endpointlint_rules.one_url_entry import one_url_entry
from endpointlint_rules.only_run_on_ml_node import only_run_on_ml_node
from endpointlint_rules.private_addresses_open import private_addresses_open
from endpointlint_rules.redundant_entry import redundant_entry
from endpointlint_rules.refused_by_release import refused_by_release
from endpointlint_rules.security_plugin_off import security_plugin_off
from endpointlint_rules.split_scalar import split_scalar
from endpointlint_rules.subdomain_wildcard import subdomain_wildcard
from endpointlint_rules.tenant_host import tenant_host
from endpointlint_rules.unanchored import unanchored
from endpointlint_rules.unescaped_dot import unescaped_dot
from endpointlint_rules.unknown_setting import unknown_setting
from endpointlint_rules.unpinned_host import unpinned_host
from endpointlint_rules.userinfo_allowed import userinfo_allowed
from endpointlint_rules.wide_allow_list import wide_allow_list
from endpointlint_rules.wrong_type import wrong_type

RULES = (
    unpinned_host,
    tenant_host,
    subdomain_wildcard,
    unescaped_dot,
    cleartext_scheme,
    any_port,
    userinfo_allowed,
    internal_address,
    unanchored,
    dead_entry,
    one_url_entry,
    redundant_entry,
    invalid_regex,
    refused_by_release,
    split_scalar,
    mixed_layers,
    conflicting_layers,
    default_list,
    security_plugin_off,
    connector_access_control_off,
    model_access_control_off,
    private_addresses_open,
    model_url_registration,
    mcp_open,
    header_passthrough,
    unknown_setting,
    wrong_type,
    only_run_on_ml_node,
    wide_allow_list,
)

__all__ = ["RULES"]

"""The built-in rules of endpointlint, in reading order."""

from endpointlint_rules.access_fields_rejected import access_fields_rejected
from endpointlint_rules.anonymous_ml_access import anonymous_ml_access
from endpointlint_rules.any_port import any_port
from endpointlint_rules.cleartext_endpoint import cleartext_endpoint
from endpointlint_rules.cleartext_scheme import cleartext_scheme
from endpointlint_rules.client_disagreement import client_disagreement
from endpointlint_rules.conflicting_layers import conflicting_layers
from endpointlint_rules.connector_access_control_off import connector_access_control_off
from endpointlint_rules.credential_in_url import credential_in_url
from endpointlint_rules.dead_entry import dead_entry
from endpointlint_rules.default_list import default_list
from endpointlint_rules.everyone_has_ml import everyone_has_ml
from endpointlint_rules.everyone_may_create import everyone_may_create
from endpointlint_rules.header_from_parameter import header_from_parameter
from endpointlint_rules.header_passthrough import header_passthrough
from endpointlint_rules.internal_address import internal_address
from endpointlint_rules.internal_endpoint import internal_endpoint
from endpointlint_rules.invalid_regex import invalid_regex
from endpointlint_rules.list_editor_may_connect import list_editor_may_connect
from endpointlint_rules.long_lived_aws_key import long_lived_aws_key
from endpointlint_rules.mcp_endpoint_escapes import mcp_endpoint_escapes
from endpointlint_rules.mcp_open import mcp_open
from endpointlint_rules.mixed_layers import mixed_layers
from endpointlint_rules.model_access_control_off import model_access_control_off
from endpointlint_rules.model_url_registration import model_url_registration
from endpointlint_rules.no_actions import no_actions
from endpointlint_rules.no_effect_field import no_effect_field
from endpointlint_rules.one_url_entry import one_url_entry
from endpointlint_rules.only_run_on_ml_node import only_run_on_ml_node
from endpointlint_rules.plaintext_credential import plaintext_credential
from endpointlint_rules.private_addresses_open import private_addresses_open
from endpointlint_rules.public_connector import public_connector
from endpointlint_rules.redundant_entry import redundant_entry
from endpointlint_rules.refused_by_release import refused_by_release
from endpointlint_rules.secret_outside_credential import secret_outside_credential
from endpointlint_rules.security_plugin_off import security_plugin_off
from endpointlint_rules.signature_mismatch import signature_mismatch
from endpointlint_rules.split_scalar import split_scalar
from endpointlint_rules.steerable_host import steerable_host
from endpointlint_rules.steerable_path import steerable_path
from endpointlint_rules.subdomain_wildcard import subdomain_wildcard
from endpointlint_rules.system_index_readable import system_index_readable
from endpointlint_rules.tenant_host import tenant_host
from endpointlint_rules.tls_verification_off import tls_verification_off
from endpointlint_rules.unanchored import unanchored
from endpointlint_rules.unescaped_body_parameter import unescaped_body_parameter
from endpointlint_rules.unescaped_dot import unescaped_dot
from endpointlint_rules.unknown_setting import unknown_setting
from endpointlint_rules.unpinned_host import unpinned_host
from endpointlint_rules.unsupported_by_release import unsupported_by_release
from endpointlint_rules.untrusted_endpoint import untrusted_endpoint
from endpointlint_rules.userinfo_allowed import userinfo_allowed
from endpointlint_rules.wide_allow_list import wide_allow_list
from endpointlint_rules.wrong_type import wrong_type
from endpointlint_rules.xff_any_proxy import xff_any_proxy

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
    untrusted_endpoint,
    no_actions,
    steerable_host,
    steerable_path,
    plaintext_credential,
    secret_outside_credential,
    credential_in_url,
    long_lived_aws_key,
    signature_mismatch,
    cleartext_endpoint,
    tls_verification_off,
    internal_endpoint,
    client_disagreement,
    mcp_endpoint_escapes,
    header_from_parameter,
    unescaped_body_parameter,
    public_connector,
    access_fields_rejected,
    unsupported_by_release,
    no_effect_field,
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
    everyone_may_create,
    everyone_has_ml,
    anonymous_ml_access,
    list_editor_may_connect,
    xff_any_proxy,
    system_index_readable,
    wide_allow_list,
)

__all__ = ["RULES"]

"""Rules on connectors, in reading order."""

from endpointlint_rules.access_fields_rejected import access_fields_rejected
from endpointlint_rules.cleartext_endpoint import cleartext_endpoint
from endpointlint_rules.client_disagreement import client_disagreement
from endpointlint_rules.credential_in_url import credential_in_url
from endpointlint_rules.header_from_parameter import header_from_parameter
from endpointlint_rules.internal_endpoint import internal_endpoint
from endpointlint_rules.long_lived_aws_key import long_lived_aws_key
from endpointlint_rules.mcp_endpoint_escapes import mcp_endpoint_escapes
from endpointlint_rules.no_actions import no_actions
from endpointlint_rules.no_effect_field import no_effect_field
from endpointlint_rules.plaintext_credential import plaintext_credential
from endpointlint_rules.public_connector import public_connector
from endpointlint_rules.secret_outside_credential import secret_outside_credential
from endpointlint_rules.signature_mismatch import signature_mismatch
from endpointlint_rules.steerable_host import steerable_host
from endpointlint_rules.steerable_path import steerable_path
from endpointlint_rules.tls_verification_off import tls_verification_off
from endpointlint_rules.unescaped_body_parameter import unescaped_body_parameter
from endpointlint_rules.unsupported_by_release import unsupported_by_release
from endpointlint_rules.untrusted_endpoint import untrusted_endpoint

RULES = (
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
)

__all__ = ["RULES"]

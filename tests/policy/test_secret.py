from __future__ import annotations

import random
import string
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.policy.secret import SecretKind, kind_of, must_hide, secret_of, secrets_in, secrets_of
from endpointlint.source import Place, SourceText, Span

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=200)


def place(text: str) -> Place:
    return Place(SourceText("x", text), Span(0, len(text)))


@LAWFUL
@given(st.text("αβγδεζηθ", min_size=1, max_size=60))
def test_nothing_of_a_value_is_kept(value: str) -> None:
    secret = secret_of(value, place(value))
    assert not set(value).intersection(repr(secret) + str(secret))
    assert not hasattr(secret, "__dict__")


@LAWFUL
@given(st.text(max_size=80))
def test_what_is_found_in_a_text_lies_in_it_in_order(text: str) -> None:
    found = secrets_in(text)
    assert all(0 <= one.span.start < one.span.end <= len(text) for one in found)
    assert all(left.span.end <= right.span.start for left, right in pairwise(found))
    assert all(must_hide(text[one.span.start : one.span.end]) for one in found)


PREFIXES = {"sk-": 40, "ghp_": 36, "AKIA": 16, "ASIA": 16, "AIza": 35, "hf_": 34, "glpat-": 20, "xoxb-": 40}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_keys_of_a_known_make_are_found_wherever_they_stand(prefix: str) -> None:
    chooser = random.Random(prefix)
    alphabet = (
        string.ascii_uppercase + string.digits if prefix in ("AKIA", "ASIA") else string.ascii_letters + string.digits
    )
    for _ in range(50):
        key = prefix + "".join(chooser.choice(alphabet) for _ in range(PREFIXES[prefix]))
        assert kind_of(key) in (SecretKind.VENDOR_KEY, SecretKind.AWS_LONG_TERM, SecretKind.AWS_TEMPORARY), key
        for text in (key, f"https://a.example/v1?x={key}&y=1", f'{{"k": "{key}"}}', f"Bearer {key}"):
            spans = [text[one.span.start : one.span.end] for one in secrets_in(text)]
            assert spans == [key], text


@pytest.mark.parametrize("length", [32, 40, 64])
@pytest.mark.parametrize("alphabet", [string.ascii_letters + string.digits + "+/", "0123456789abcdef"])
def test_random_texts_look_real(length: int, alphabet: str) -> None:
    chooser = random.Random(length)
    texts = ["".join(chooser.choice(alphabet) for _ in range(length)) for _ in range(300)]
    assert [text for text in texts if kind_of(text) is not SecretKind.RANDOM] == []


@pytest.mark.parametrize(
    "value",
    [
        "<YOUR_API_KEY>", "<key>", "YOUR_API_KEY", "your access key", "your-aws-access-key", "PUT_YOUR_KEY_HERE",
        "REPLACE-ME", "${OPENAI_API_KEY}", "$OPENAI_API_KEY", "'$KEY'", "{{ openai_key }}",
        "${{create.credential.key}}", "%s", "%(key)s", "xxx", "XXXXXXXXXXXXXXXX", "sk-xxxxxxxxxxxxxxxxxxxx", "sk-...",
        "*****", "my-secret-key",
        "openAI_key", "SECRET_TOKEN", "THE_MCP_SERVER_API_KEY", "placeholder", "dummy", "none", "test",
        "changeme", "12345",
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "Bearer <token>", "[your key]", "todo",
    ],
)  # fmt: skip
def test_placeholders(value: str) -> None:
    assert kind_of(value) is SecretKind.PLACEHOLDER


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", SecretKind.EMPTY),
        ("  ", SecretKind.EMPTY),
        ("arn:aws:iam::123456789012:role/caller", SecretKind.NAME),
        ("https://oauth2.googleapis.com/token", SecretKind.NAME),
        ("service@project.iam.gserviceaccount.com", SecretKind.NAME),
        ("hunter2", SecretKind.WORD),
        ("admin", SecretKind.WORD),
        ("correct horse battery staple", SecretKind.WORD),
        ("my-model-for-search-2024", SecretKind.WORD),
        ("Tr0ub4dor&3", SecretKind.PASSWORD),
        ("550e8400-e29b-41d4-a716-446655440000", SecretKind.RANDOM),
        ("Bearer 9fK2mQ7xZ1pL8vB3nT6wR4yC", SecretKind.RANDOM),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJl", SecretKind.SIGNED_TOKEN),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----\n", SecretKind.PRIVATE_KEY),
    ],
)
def test_kinds(value: str, kind: SecretKind) -> None:
    assert kind_of(value) is kind


@pytest.mark.parametrize(
    ("length", "bucket"),
    [(0, "0"), (1, "1 to 7"), (8, "8 to 15"), (31, "16 to 31"), (63, "32 to 63"), (64, "64 or more")],
)
def test_lengths_are_told_coarsely(length: int, bucket: str) -> None:
    assert secret_of("a" * length, place("")).length == bucket


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("curl -u admin:Str0ng&Long https://host/", ["Str0ng&Long"]),
        ("OPENSEARCH_INITIAL_ADMIN_PASSWORD=Str0ng&Long", ["Str0ng&Long"]),
        ("https://user:pa55word@host/v1", ["pa55word"]),
        ("https://host/v1?api-key=9fK2mQ7xZ1pL8vB3nT6w&a=b", ["9fK2mQ7xZ1pL8vB3nT6w"]),
        ("https://host/v1?key=${parameters.key}", []),
        ("Authorization: Bearer ${credential.key}", []),
        ("https://host/v1/models/text-embedding-3-large", []),
        ("the token is taken from the session", []),
        ('"plugins.ml_commons.master_key_cache_ttl_minutes": "5"', []),
        ('"trusted_connector_endpoints_regex": ["^https://runtime\\\\.sagemaker\\\\..*$"]', []),
    ],
)
def test_secrets_in_texts(text: str, secrets: list[str]) -> None:
    assert [text[found.span.start : found.span.end] for found in secrets_in(text)] == secrets


def test_a_name_may_say_that_a_value_is_a_secret() -> None:
    value = "9fK2mQ7xZ1pL8vB3nT6w"
    assert secrets_of("model", value) == ()
    for name in ("Authorization", "x-api-key", "api_key", "auth-token", "Ocp-Apim-Subscription-Key"):
        assert [found.span for found in secrets_of(name, value)] == [Span(0, len(value))], name
    assert secrets_of("Authorization", "Bearer ${credential.key}") == ()
    assert [found.span for found in secrets_of("Authorization", f"Token {value}")] == [Span(6, 26)]

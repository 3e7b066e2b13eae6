"""Secrets: what a value that should be one looks like, and where secrets stand in texts.

A `Secret` says what kind of value a document holds without holding it. What is told apart is what rules need: nothing,
something that stands in for a key, a key of a known make, and what looks like a key.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from functools import lru_cache
from math import log2

from endpointlint.policy.facts import read_data
from endpointlint.source import Place, Span
from endpointlint.source.patterns import lazy
from endpointlint.source.records import dataclass


class SecretKind(StrEnum):
    """What a value looks like."""

    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    """Stands in for a value: `<key>`, `${env}`, `YOUR_KEY`, `xxxx`."""
    NAME = "name"
    """Names something and opens nothing: an ARN, a URL without a password, an address."""
    AWS_LONG_TERM = "AWS access key id (long-term)"
    AWS_TEMPORARY = "AWS access key id (temporary)"
    VENDOR_KEY = "API key"
    """Has the beginning by which a vendor marks its keys, such as `sk-`."""
    SIGNED_TOKEN = "signed token"  # noqa: S105
    """A JSON Web Token (RFC 7519)."""
    PRIVATE_KEY = "private key"
    RANDOM = "random text"
    """As long and as disordered as keys are."""
    PASSWORD = "password"  # noqa: S105
    """Short, and of at least three of: lower case, upper case, digits, others."""
    WORD = "word"
    """Anything else."""


_REAL = frozenset(SecretKind) - {SecretKind.EMPTY, SecretKind.PLACEHOLDER, SecretKind.NAME, SecretKind.WORD}


@dataclass(frozen=True, slots=True)
class Secret:
    """What there is to say about a value that must not be said."""

    kind: SecretKind
    length: str
    """`0`, `1 to 7`, `8 to 15`, `16 to 31`, `32 to 63` or `64 or more` characters."""
    place: Place
    """The value, quotes included."""

    @property
    def looks_real(self) -> bool:
        """Whether it looks like something that opens a door."""
        return self.kind in _REAL


@dataclass(frozen=True, slots=True)
class Found:
    """A secret inside a text."""

    span: Span
    kind: SecretKind


def secret_of(value: str, place: Place) -> Secret:
    """What a value looks like; the value itself is not kept."""
    return Secret(kind_of(value), _length(len(value)), place)


def _length(count: int) -> str:
    if count == 0:
        return "0"
    steps = (8, 16, 32, 64)
    if count >= steps[-1]:
        return f"{steps[-1]} or more"
    low, high = next((low, high) for low, high in zip((1, *steps), steps, strict=False) if count < high)
    return f"{low} to {high - 1}"


# -- single values --------------------------------------------------------------------------------------------------

_VENDORS = (
    r"sk-[A-Za-z0-9_-]{16,}|sk_live_[A-Za-z0-9]{16,}|rk_live_[A-Za-z0-9]{16,}|AIza[A-Za-z0-9_-]{30,}|ya29\.[\w-]{20,}"
    r"|gh[opusr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[A-Za-z0-9-]{10,}|hf_[A-Za-z0-9]{20,}"
    r"|gsk_[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{20,}|pplx-[A-Za-z0-9]{20,}|nvapi-[\w-]{20,}|dapi[a-f0-9]{32}|co-[A-Za-z0-9]{32,}"
)
_TOKEN = r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*"  # noqa: S105
_MAKES = (
    (lazy(r"AKIA[A-Z0-9]{12,28}"), SecretKind.AWS_LONG_TERM),
    (lazy(r"ASIA[A-Z0-9]{12,28}"), SecretKind.AWS_TEMPORARY),
    (lazy(_TOKEN), SecretKind.SIGNED_TOKEN),
    (lazy(_VENDORS), SecretKind.VENDOR_KEY),
    (lazy(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*", re.DOTALL), SecretKind.PRIVATE_KEY),
)
_SCHEME = lazy(r"(?:Bearer|Basic|Token|ApiKey|Api-Key|Key)[ \t]+", re.IGNORECASE)
_NAME = lazy(
    r"arn:[a-z0-9-]*:[^\s]*|https?://(?![^/?#\s]*@)[^\s?]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[a-z0-9-]+(?:\.[a-z0-9-]+){2,}"
)
_FRAME = lazy(r"<.*>|\{\{.*\}\}|\$\{.*\}|\$\(.*\)|\[.*\]|\(.*\)|%\w+%?|%\(\w+\)s|\$\w+|«.*»|@\w+@|__\w+__", re.DOTALL)
_HOLE = lazy(r"<[^<>\s][^<>]*>|\$\{[^{}]*\}|\{\{[^{}]*\}\}|\.{3,}|…|\*{3,}|[xX]{4,}|#{3,}|_{4,}")
_ASKS = lazy(
    r"\b(?:your|insert|replace|enter|change[ _-]?(?:me|it|this)|changeme|put|add|fill|provide|example|sample"
    r"|placeholder|dummy|fake|mock|todo|tbd|redacted|hidden|removed|masked|not[ _-]?(?:a[ _-])?real|here)\b",
    re.IGNORECASE,
)
_EXAMPLE = lazy(r"EXAMPLE(?:KEY)?\Z")
_PART = lazy(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def kind_of(value: str) -> SecretKind:
    """What a value looks like. Linear in the value."""
    text = value.strip(" \t\r\n'\"")
    if not text:
        return SecretKind.EMPTY
    scheme = _SCHEME.match(text)
    if scheme:
        text = text[scheme.end() :].strip()
        if not text:
            return SecretKind.WORD
    for make, kind in _MAKES:
        if make.fullmatch(text):
            return SecretKind.PLACEHOLDER if _EXAMPLE.search(text) or _repeats(text) else kind
    if _stands_in(text):
        return SecretKind.PLACEHOLDER
    if _NAME.fullmatch(text):
        return SecretKind.NAME
    return _disorder(text)


def must_hide(value: str) -> bool:
    """Whether a value that stands where secrets do may not be shown: all but nothing and what stands in for a value.

    A key of a known make is not shown even where its maker's manual prints it.
    """
    kind = kind_of(value)
    if kind is SecretKind.PLACEHOLDER:
        text = value.strip(" \t\r\n'\"")
        return any(make.fullmatch(text) for make, _ in _MAKES)
    return kind is not SecretKind.EMPTY


def _repeats(text: str) -> bool:
    """Whether a key of a known make is filled up with one character, or with a row of them."""
    body = text[4:]
    row = "abcdefghijklmnopqrstuvwxyz0123456789"
    return len(set(body)) <= 3 or re.search(r"(.)\1{5,}", body) is not None or row.find(body.lower()[:12]) >= 0


def _stands_in(text: str) -> bool:
    if _FRAME.fullmatch(text) or len(set(text)) == 1:
        return True
    if _EXAMPLE.search(text) or (_HOLE.search(text) and not _looks_random(_HOLE.sub("", text))):
        return True
    words = [part.lower() for part in _PART.findall(text)]
    if _ASKS.search(re.sub(r"[^A-Za-z]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))):
        return not _looks_random(max(re.split(r"[\s_-]+", text), key=len, default=""))
    if not all(char.isalnum() or char in " _-./:" for char in text):
        return False
    if text.isdigit():
        return len(text) < 12
    numbered = all(word in _words("words") or (word.isdigit() and len(word) <= 2) for word in words)
    return numbered and not _words("tells").isdisjoint(words)


@lru_cache(maxsize=2)
def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in read_data("secrets.json")[name] for word in line.split())


_RANDOM_CHARACTERS = lazy(r"[A-Za-z0-9+/=_.~:!@#$%^&*-]+")


def _looks_random(text: str) -> bool:
    if len(text) < 16 or not _RANDOM_CHARACTERS.fullmatch(text):
        return False
    digits = sum(char.isdigit() for char in text)
    letters = sum(char.isalpha() for char in text)
    if not digits or not letters:
        # forty letters without a word in them: base64 rarely lacks digits, but it happens
        return len(text) >= 24 and not digits and _entropy(text) >= 4.2 and text.lower() != text != text.upper()
    return _entropy(text) >= (3.0 if len(text) < 32 else 2.9) and not _is_prose(text)


def _is_prose(text: str) -> bool:
    """Whether most of a text is words between separators, as in `my-model-for-search-2024`."""
    parts = [part for part in re.split(r"[-_.:/]+", text) if part]
    words = [part for part in parts if (part.isalpha() and len(part) <= 12) or (part.isdigit() and len(part) <= 4)]
    return len(parts) >= 3 and sum(map(len, words)) >= 0.9 * sum(map(len, parts))


def _entropy(text: str) -> float:
    """Bits a character, by the text's own frequencies."""
    return -sum(count / len(text) * log2(count / len(text)) for count in Counter(text).values())


def _disorder(text: str) -> SecretKind:
    if _looks_random(text):
        return SecretKind.RANDOM
    kinds = sum(re.search(one, text) is not None for one in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^\w\s-]"))
    return SecretKind.PASSWORD if len(text) >= 8 and kinds >= 3 and not re.search(r"\s", text) else SecretKind.WORD


# -- secrets inside of texts ----------------------------------------------------------------------------------------

_SENSITIVE_NAME = lazy(
    r"(?:^|[-_. ])(?:authorization|cookie|passw(?:or)?d|passphrase|secret|token|credentials?|signature)\Z"
    r"|(?:api|access|secret|auth|subscription|functions?|private|signing|encryption|master)[-_ ]?key\Z"
    r"|(?:^|[-_.])(?:api|auth|access)[-_]?token\Z|\A(?:key|pwd|sig)\Z",
    re.IGNORECASE,
)
"""Names of headers, parameters and variables whose values are secrets."""

_NAMED = (
    r"[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential)[\w.-]*"
)
_IN_TEXT = lazy(
    rf"(?<![A-Za-z0-9])(?P<make>(?:AKIA|ASIA)[A-Z0-9]{{16}}(?![A-Za-z0-9])|{_TOKEN}|{_VENDORS})"
    r"|(?P<pem>-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----).)*)"
    r"|\b(?:Bearer|Basic|Token|ApiKey)[ \t]+(?P<scheme>[^\s\"'\\,;<${]{8,})"
    r"|://[^\s/?#@:\"'<>]*:(?P<user>[^\s/?#@\"'<>\[\](){}*+|\\^$]+)@"
    r"|[?&;](?:[\w.-]*(?:key|token|secret|password|passwd|pwd|credential|signature)|sig|code)=(?P<query>[^\s&;#\"'\\<>]{6,})"
    rf"|(?<![\w.-]){_NAMED}\\?[\"']?[ \t]*[:=][ \t]*(?:\\?[\"']|(?=[^\s\"'\\]))(?P<named>[^\s\"'\\,;]{{4,}})"
    r"|(?<![\w-])(?:-u|--user)[ =]?[\"']?[^\s:\"']{1,64}:(?P<login>[^\s\"']{3,})",
    re.IGNORECASE | re.DOTALL,
)
_HINTS = (
    *("akia", "asia", "eyj", "sk-", "sk_live", "rk_live", "aiza", "ya29.", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    *("github_pat_", "glpat-", "xox", "hf_", "gsk_", "r8_", "pplx-", "nvapi-", "dapi", "co-", "-----begin", "@"),
    *("-u", "bearer", "basic", "token", "key", "passw", "passphrase", "pwd", "secret", "credential", "signature"),
    *("sig=", "code="),
)  # fmt: skip
"""In lower case; at least one stands in each text in which `_IN_TEXT` finds anything."""
_LIKE_ASCII = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})
"""What `re` takes for an ASCII letter where case does not matter."""
_KNOWN_BY_PLACE = frozenset(("user", "login"))


def secrets_in(text: str) -> tuple[Found, ...]:
    """Secrets that stand in a text of any kind, in order, without overlaps. Linear in the text.

    They are keys of a known make, tokens behind a scheme, passwords in URLs and commands, and what is assigned to a
    name that asks for a secret. A value that stands in for another one is none.
    """
    plain = (text if text.isascii() else text.translate(_LIKE_ASCII)).lower()
    if not any(hint in plain for hint in _HINTS):
        return ()
    found: list[Found] = []
    for match in _IN_TEXT.finditer(text):
        group = match.lastgroup or ""
        value = match[group]
        kind = kind_of(value)
        if kind in (SecretKind.EMPTY, SecretKind.PLACEHOLDER):
            continue
        if kind in _REAL or group in _KNOWN_BY_PLACE:
            found.append(Found(Span(*match.span(group)), kind))
    return tuple(found)


def asks_for_secret(name: str) -> bool:
    """Whether the name of a header, a parameter or a variable says that its value is a secret."""
    return _SENSITIVE_NAME.search(name) is not None


def secrets_of(name: str, text: str) -> tuple[Found, ...]:
    """Secrets in a value that has a name, such as a header or a parameter. The name may say that all of it is one."""
    inside = secrets_in(text)
    if inside or not asks_for_secret(name) or "${" in text:
        return inside
    scheme = _SCHEME.match(text)
    start = scheme.end() if scheme else 0
    kind = kind_of(text)
    return (Found(Span(start, len(text)), kind),) if kind in _REAL else ()

from __future__ import annotations

from pathlib import Path

import pytest

from endpointlint.url.client import Dialled, dialled
from endpointlint.url.others import apache_host, apparent_host, okhttp_host
from support.java import ask, library

STREAMED = {
    "https://API.v.com/x": "api.v.com",
    "https://a.v.com:8443/x": "a.v.com",
    "https://u@a.v.com/x": "a.v.com",
    "https://2130706433/": "2130706433",
    "https://0177.0.0.1/": "0177.0.0.1",
    "https://[::1]/": "::1",
    "https://[0:0:0:0:0:0:0:1]/": "::1",
    "https://[FE80::1]/": "fe80::1",
    "https://[::1%41]/": "::1a",
    "https://[::1%3A2]/": "::1:2",
    "https://[::1%eth0]/": None,
    "https://[::1%5]/": None,
    "https://[::01.02.03.04]/": None,
    "https://a.v.com:0/": None,
    f"https://{'a' * 64}.v.com/": None,
    f"https://{'a' * 63}.v.com/": f"{'a' * 63}.v.com",
}

APACHE = {
    "https://a.v.com%40evil.example/": "evil.example",
    "https://a.v.com%2Eevil.example/": "a.v.com.evil.example",
    "https://%6c%6f%63%61%6c%68%6f%73%74/": "localhost",
    "https://a_b.v.com/": "a_b.v.com",
    "https://a.v.com%3A80/": "a.v.com",
    "https://u@a_b.v.com:8443/x?y#z": "a_b.v.com",
    "https://a.v.com:%38%30/": "a.v.com",
    "https://a@b@c.example/": None,
    "https://a.v.com/": None,
    "https:///x": None,
    "https://a b/": None,
    "https://a_b.v.com/ x": None,
    "https://a_b.v.com:x/": None,
    "ftp://a_b.v.com/": None,
    "no url": None,
}


@pytest.mark.parametrize(("url", "host"), STREAMED.items())
def test_hosts_that_okhttp_dials(url: str, host: str | None) -> None:
    seen = dialled(url)
    assert isinstance(seen, Dialled)
    assert okhttp_host(seen) == host


@pytest.mark.parametrize(("url", "host"), APACHE.items())
def test_hosts_that_apache_dials(url: str, host: str | None) -> None:
    assert apache_host(url) == host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.v.com%40evil.example/x", "a.v.com%40evil.example"),
        ("https://u:p@a_b.v.com:8443/x", "a_b.v.com"),
        ("https://a@b@c.example", "c.example"),
        ("no url", ""),
    ],
)
def test_hosts_as_they_look(url: str, host: str) -> None:
    assert apparent_host(url) == host


EXTRACT = """
    static String answer(String text) {
        try {
            var host = org.apache.http.client.utils.URIUtils.extractHost(URI.create(text));
            return host == null || URI.create(text).getHost() != null ? "-" : host.getHostName();
        } catch (IllegalArgumentException e) {
            return "-";
        }
    }
"""


def test_apache_agrees(tmp_path: Path) -> None:
    jars = [
        library("org.apache.httpcomponents", "httpclient", "4.5.13", tmp_path),
        library("org.apache.httpcomponents", "httpcore", "4.4.14", tmp_path),
        library("commons-logging", "commons-logging", "1.2", tmp_path),
    ]
    asked = [url for url in APACHE if url.startswith("http")]
    answers = ask(EXTRACT, asked, tmp_path, jars)
    for url, answer in zip(asked, answers, strict=True):
        # names that no name service can know are left out
        known = None if answer == "-" or "@" in answer else answer
        assert apache_host(url) == known, url


STREAM = """
    static String answer(String text) {
        var url = okhttp3.HttpUrl.Companion.parse(text);
        return url == null ? "-" : url.host();
    }
"""


def test_okhttp_agrees(tmp_path: Path) -> None:
    jars = [
        library("com.squareup.okhttp3", "okhttp", "4.12.0", tmp_path),
        library("com.squareup.okio", "okio-jvm", "3.6.0", tmp_path),
        library("org.jetbrains.kotlin", "kotlin-stdlib", "1.9.10", tmp_path),
    ]
    asked = list(STREAMED)
    for url, answer in zip(asked, ask(STREAM, asked, tmp_path, jars), strict=True):
        assert answer == (STREAMED[url] or "-"), url

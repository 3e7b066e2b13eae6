"""Where calls go: what a caller's parameters do to the URL, and which addresses are refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from cluster.client import LIST, PRIVATE, Client, connector
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import Release
from endpointlint.policy.template import Resolved, Template, fill_with
from endpointlint.source import SourceLiteral
from endpointlint.url import special
from endpointlint.url.client import Dialled, dialled

DOES = enforcement(Release(3, 6))
URL = "http://${parameters.endpoint}/v1/x"


@dataclass(frozen=True, slots=True)
class Received:
    """A request that came in."""

    port: int
    host: str
    path: str
    authorization: str


@dataclass(slots=True)
class Servers:
    """Servers on loopback, by their ports."""

    first: int = 0
    second: int = 0
    ipv6: int | None = None
    received: list[Received] = field(default_factory=list[Received])

    def taken(self) -> list[Received]:
        """What came in since it was last asked for."""
        found, self.received = self.received, []
        return found


@contextmanager
def listening(servers: Servers, address: str, family: socket.AddressFamily) -> Iterator[int]:
    class Server(ThreadingHTTPServer):
        address_family = family
        daemon_threads = True

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            host, authorization = self.headers.get("Host") or "", self.headers.get("Authorization") or ""
            servers.received.append(Received(server.server_port, host, self.path, authorization))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with Server((address, 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def servers() -> Iterator[Servers]:
    found = Servers()
    with ExitStack() as stack:
        found.first = stack.enter_context(listening(found, "127.0.0.1", socket.AF_INET))
        found.second = stack.enter_context(listening(found, "127.0.0.1", socket.AF_INET))
        try:
            found.ipv6 = stack.enter_context(listening(found, "::1", socket.AF_INET6))
        except OSError:
            found.ipv6 = None
        yield found


def escaped(value: str) -> str:
    """`StringEscapeUtils.escapeJson` of commons-text, for what is used here."""
    assert DOES.caller_escaping == "json"
    return "".join({"/": "\\/", "\\": "\\\\", '"': '\\"'}.get(char, char) for char in value)


def called(stored: str, endpoint: str | None, *, unescaped: bool = False) -> Dialled | str:
    """What is dialled for a caller's parameter, as we see it."""
    if endpoint is not None and not unescaped:
        endpoint = escaped(endpoint)
    resolved = Template(SourceLiteral.plain(URL, 0)).resolve(fill_with({"endpoint": endpoint or stored}))
    assert isinstance(resolved, Resolved)
    return dialled(resolved.text)


def test_a_caller_chooses_the_host(client: Client, servers: Servers) -> None:
    assert not DOES.checks_calls
    one, two = servers.first, servers.second
    stored = f"127.0.0.1:{one}"
    client.set({LIST: [rf"^http://127\.0\.0\.1:{one}/v1/.*$"], PRIVATE: True})
    model = client.deployed(connector(URL, parameters={"endpoint": stored}))
    endpoints: list[str | None] = [
        None,
        f"127.0.0.1:{two}",
        f"localhost:{two}",
        f"LOCALHOST:{two}",
        f"127.0.0.1:{one}@127.0.0.1:{two}",
        f"127.0.0.1:{two}?a",
        f"127.0.0.1:{two}#a",
        f"127.0.0.1:{two}/a",
        f"2130706433:{two}",
        f"127.1:{two}",
        f"a@b@127.0.0.1:{two}",
        f"127.0.0.1:{two}\\a",
        f"local_host:{two}",
        f"127.0.0.1 :{two}",
        f"127.0.0.1:0{two}",
        "127.0.0.1:70000",
    ]
    if servers.ipv6 is not None:
        endpoints += [f"[::1]:{servers.ipv6}", f"x@[0:0:0:0:0:0:0:1]:{servers.ipv6}"]
    for endpoint in endpoints:
        parameters = {"input": "hi", **({} if endpoint is None else {"endpoint": endpoint})}
        answer = client.predict(model, parameters)
        received = servers.taken()
        ours = called(stored, endpoint)
        if isinstance(ours, Dialled):
            assert [found.port for found in received] == [ours.port], (endpoint, answer.text)
            assert received[0].authorization == "Bearer of-the-probe"
        else:
            assert (received, answer.ok) == ([], False), (endpoint, ours, answer.text)


def test_a_slash_passes_where_the_caller_switches_escaping_off(client: Client, servers: Servers) -> None:
    assert DOES.unescaping_key == "no_escape_params"
    stored, endpoint = f"127.0.0.1:{servers.first}", f"127.0.0.1:{servers.second}/a"
    client.set({LIST: [rf"^http://127\.0\.0\.1:{servers.first}/v1/.*$"], PRIVATE: True})
    model = client.deployed(connector(URL, parameters={"endpoint": stored}))
    parameters = {"input": "hi", "endpoint": endpoint}
    assert not isinstance(called(stored, endpoint), Dialled)
    assert not client.predict(model, parameters).ok
    assert servers.taken() == []
    ours = called(stored, endpoint, unescaped=True)
    assert isinstance(ours, Dialled)
    assert client.predict(model, {**parameters, DOES.unescaping_key: "endpoint"}).ok
    (received,) = servers.taken()
    assert (received.port, received.path) == (ours.port, "/a/v1/x")


REFUSED = (
    *("127.0.0.1", "127.0.0.9", "localhost", "2130706433", "0", "0.0.0.0", "10.0.0.1", "10.255.255.255"),
    *("172.16.0.1", "172.31.255.254", "192.168.0.1", "169.254.169.254", "169.254.0.1"),
    *("[::1]", "[0:0:0:0:0:0:0:0]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[fec0::1]"),
)


def test_private_addresses(client: Client, servers: Servers) -> None:
    """Those that we say are refused are; they are never dialled."""
    port = servers.first
    client.set({LIST: [r"^http://127\.0\.0\.1:.*$"], PRIVATE: False})
    model = client.deployed(connector(URL, parameters={"endpoint": f"127.0.0.1:{port}"}))
    for host in REFUSED:
        address = special.address("127.0.0.1" if host == "localhost" else host)
        assert address is not None
        assert DOES.refuses_address(address), host
        answer = client.predict(model, {"input": "hi", "endpoint": f"{host}:{port}"})
        assert answer.status == 400, (host, answer.text)
        assert "private" in answer.text.lower(), (host, answer.text)
    assert servers.taken() == []


def test_the_switch_opens_them_for_models_deployed_afterwards(client: Client, servers: Servers) -> None:
    assert DOES.private_switch == "snapshot"
    body = connector(URL, parameters={"endpoint": f"127.0.0.1:{servers.first}"})
    client.set({LIST: [r"^http://127\.0\.0\.1:.*$"], PRIVATE: False})
    before = client.deployed(body)
    assert not client.predict(before, {"input": "hi"}).ok
    client.set({PRIVATE: True})
    after = client.deployed(body)
    assert not client.predict(before, {"input": "hi"}).ok
    assert servers.taken() == []
    assert client.predict(after, {"input": "hi"}).ok
    assert [found.port for found in servers.taken()] == [servers.first]

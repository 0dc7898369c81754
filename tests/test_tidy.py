"""The house rules, kept by a test: who may import whom, how long things may be, what the pure parts must not touch.

The idea is TigerBeetle's ``tidy.zig``: style that enforces itself. Each rule is a function from text to findings, and
is itself tested on a text that breaks it.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
FILE_LINES_MAX: Final = 500
FUNCTION_LINES_MAX: Final = 70

# cli → server → {signalling, http} → hub → {storage, cluster, media, auth} → wire → core; client → wire → core.
RANK: Final = {
    "core": 0,
    "wire": 1,
    "storage": 2,
    "cluster": 2,
    "media": 2,
    "auth": 2,
    "client": 2,
    "hub": 3,
    "signalling": 4,
    "http": 4,
    "server": 5,
    "cli": 6,
}
CLIENT_MAY_IMPORT: Final = frozenset({"client", "wire", "core"})
BANNED_WORDS: Final = frozenset(
    {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "services"}
)
WORLD_OF_PYTHON: Final = frozenset(
    {"asyncio", "datetime", "io", "os", "pathlib", "random", "secrets", "socket", "threading", "time", "uuid"}
)
WORLD_OF_RUST: Final = re.compile(
    r"Instant::now|SystemTime|thread_rng|\brand::|std::(?:fs|thread|env|process)\b|UdpSocket|TcpStream|println!|eprintln!"
)
UNSAFE_ALLOWED: Final = ("engine/runtime/", "engine/media/src/opus")
OPEN_ENDS: Final = re.compile(
    r"\b(?:TODO|FIXME|XXX)\b|\btodo!\(|\bunimplemented!\(|NotImplementedError|pytest\.(?:skip|mark\.skip|mark\.xfail)"
    r"|\b(?:it|test|describe)\.(?:skip|only)\b|#\[ignore"
)


def tracked(*suffixes: str) -> list[Path]:
    """Files git knows or would add, with one of ``suffixes``."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return [ROOT / line for line in listing.splitlines() if line.endswith(suffixes) and (ROOT / line).is_file()]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    parts = name(path).split("/")
    return "tests" in parts or "fuzz" in parts or path.stem == "tests" or ".test." in path.name


def is_generated(path: Path) -> bool:
    return ".gen." in path.name


def product(*suffixes: str) -> list[Path]:
    return [path for path in tracked(*suffixes) if not is_test(path) and not is_generated(path)]


# --- rules: text in, findings out ---------------------------------------------------------------------------------


def imports_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden_imports(ring: str, source: str) -> list[str]:
    """Imports of ``pressel`` rings that a file of ``ring`` must not make."""
    found = []
    for module in imports_of(ast.parse(source)):
        parts = module.split(".")
        if parts[0] != "pressel" or len(parts) < 2:
            continue
        target = parts[1]
        if target == "_engine":
            if ring != "media":
                found.append(f"{module}: only media/ imports the engine")
        elif target in RANK and target != ring:
            sideways = RANK[target] >= RANK[ring]
            stranger = ring == "client" and target not in CLIENT_MAY_IMPORT
            if sideways or stranger or (target == "client" and ring != "cli"):
                found.append(f"{module}: {ring} may not import {target}")
    return sorted(set(found))


def hidden_imports(source: str) -> list[str]:
    """Imports inside functions or behind TYPE_CHECKING: both hide a cycle."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [
                f"line {inner.lineno}: import inside {node.name}()"
                for inner in ast.walk(node)
                if isinstance(inner, ast.Import | ast.ImportFrom)
            ]
    return found + (["TYPE_CHECKING"] if "TYPE_CHECKING" in source else [])


def world_in_core(source: str) -> list[str]:
    """The pure core reads no clock, draws no random number, opens nothing."""
    tree = ast.parse(source)
    found = [module for module in imports_of(tree) if module.split(".")[0] in WORLD_OF_PYTHON]
    return found + ["async" for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]


def long_python_functions(source: str) -> list[str]:
    return [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ]


RUST_FUNCTION: Final = re.compile(r"^(\s*)(?:pub(?:\([^)]*\))? )?(?:const |async |unsafe |extern \"C\" )*fn (\w+)")
SCRIPT_FUNCTION: Final = re.compile(
    r"^(\s*)(?:export )?(?:async )?(?:function\*? (\w+)|const (\w+) = (?:async )?\(.*=> \{$)"
)


def long_braced_functions(source: str, start: re.Pattern[str]) -> list[str]:
    """Functions of formatted Rust or TypeScript: from the opening line to the brace at the same indent."""
    lines = source.splitlines()
    found = []
    for number, line in enumerate(lines):
        match = start.match(line)
        if match is None:
            continue
        closing = re.compile(rf"^{match.group(1)}\}}")
        for length, later in enumerate(lines[number:], start=1):
            if length > 1 and closing.match(later):
                if length > FUNCTION_LINES_MAX:
                    found.append(f"{match.group(match.lastindex or 1)}: {length} lines")
                break
            if later.rstrip().endswith(";") and later.startswith(match.group(1)) and length == 1:
                break
    return found


def without_test_module(source: str) -> str:
    """Rust without its trailing ``#[cfg(test)] mod tests``."""
    return source.split("\n#[cfg(test)]\nmod ", maxsplit=1)[0]


def words(identifier: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", identifier)]


NAMED: Final = re.compile(
    r"^\s*(?:export |pub(?:\([^)]*\))? |async |unsafe |const |abstract )*"
    r"(?:class|def|fn|struct|enum|trait|mod|type|interface|function) (\w+)",
    re.MULTILINE,
)


def banned_names(source: str) -> list[str]:
    return [found for found in NAMED.findall(source) if BANNED_WORDS.intersection(words(found))]


def world_in_engine_media(source: str) -> list[str]:
    code = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith("//"))
    return WORLD_OF_RUST.findall(code)


# --- the tree keeps them ------------------------------------------------------------------------------------------


def report(check: Callable[[str], list[str]], paths: list[Path]) -> list[str]:
    assert paths, "the rule looked at no file"
    return [f"{name(path)}: {finding}" for path in paths for finding in check(path.read_text())]


def rings() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in product(".py"):
        parts = name(path).split("/")
        if parts[:2] == ["src", "pressel"] and len(parts) > 3:
            found.setdefault(parts[2], []).append(path)
    return found


def test_arrows_only_point_down() -> None:
    found = rings()
    assert {"core", "wire", "hub", "server", "cli"} <= set(found)
    assert set(found) <= set(RANK), "a ring without a place in the order"
    assert [
        f"{name(path)}: {finding}"
        for ring, paths in found.items()
        for path in paths
        for finding in forbidden_imports(ring, path.read_text())
    ] == []


def test_imports_stand_at_the_top() -> None:
    assert report(hidden_imports, [path for paths in rings().values() for path in paths]) == []


def test_the_core_is_pure() -> None:
    assert report(world_in_core, rings()["core"]) == []


def test_engine_media_reads_no_clock_and_opens_nothing() -> None:
    paths = [path for path in product(".rs") if name(path).startswith("engine/media/src/")]
    assert report(lambda text: world_in_engine_media(without_test_module(text)), paths) == []


def test_unsafe_code_is_where_system_calls_are() -> None:
    paths = [path for path in product(".rs") if not name(path).startswith(UNSAFE_ALLOWED)]
    assert report(lambda text: re.findall(r"\bunsafe (?:\{|fn|impl)", without_test_module(text)), paths) == []


def test_files_are_short() -> None:
    def too_long(text: str) -> list[str]:
        lines = text.count("\n")
        return [f"{lines} lines"] if lines > FILE_LINES_MAX else []

    found = report(too_long, product(".py", ".ts", ".tsx", ".css"))
    found += report(lambda text: too_long(without_test_module(text)), product(".rs"))
    assert found == []


def test_functions_are_short() -> None:
    found = report(long_python_functions, product(".py"))
    found += report(lambda text: long_braced_functions(without_test_module(text), RUST_FUNCTION), product(".rs"))
    found += report(lambda text: long_braced_functions(text, SCRIPT_FUNCTION), product(".ts", ".tsx"))
    assert found == []


def test_nothing_has_a_name_that_says_nothing() -> None:
    paths = product(".py", ".rs", ".ts", ".tsx")
    assert report(banned_names, paths) == []
    assert [name(path) for path in paths if BANNED_WORDS.intersection(words(path.stem))] == []


def test_nothing_is_left_open_or_skipped() -> None:
    paths = [path for path in tracked(".py", ".rs", ".ts", ".tsx") if path != Path(__file__)]
    assert report(OPEN_ENDS.findall, paths) == []


@pytest.mark.parametrize("generator", ["protocol/generate.py", "docs/generate.py"])
def test_generated_files_are_fresh(generator: str) -> None:
    check = subprocess.run(
        [sys.executable, generator, "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_the_core_of_the_sdk_is_built_without_a_page() -> None:
    core = ROOT / "js" / "client" / "tsconfig.json"
    shown = subprocess.run(
        ["npx", "tsc", "-p", str(core), "--showConfig"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    config = json.loads(shown.stdout)
    assert [one.lower() for one in config["compilerOptions"]["lib"]] == ["es2023"]
    assert config["compilerOptions"]["types"] == []
    built = {Path(one).name for one in config["files"] if "/platform/" not in one}
    sources = tracked(".ts")
    assert built == {one.name for one in sources if one.parent == ROOT / "js" / "client" / "src"}
    assert f"{name(core.parent)} " in json.loads((ROOT / "package.json").read_text())["scripts"]["types"]


# --- the rules themselves -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ring", "source"),
    [
        ("core", "import pressel.wire.client"),
        ("wire", "from pressel import hub"),
        ("storage", "from pressel.auth import tokens"),
        ("http", "from pressel.signalling.session import Session"),
        ("hub", "from pressel._engine import Engine"),
        ("client", "from pressel.storage import channel"),
    ],
)
def test_an_arrow_that_points_up_or_sideways_is_found(ring: str, source: str) -> None:
    assert forbidden_imports(ring, source)


def test_an_arrow_that_points_down_is_allowed() -> None:
    assert forbidden_imports("server", "from pressel.http import app\nfrom pressel.core.ids import UserId") == []


def test_a_clock_in_the_core_is_found() -> None:
    assert world_in_core("import time\n") == ["time"]
    assert world_in_core("async def f(): pass\n") == ["async"]


def test_a_clock_in_the_engine_is_found() -> None:
    assert world_in_engine_media("let now = Instant::now();") == ["Instant::now"]
    assert world_in_engine_media("// never Instant::now here") == []


def test_an_import_inside_a_function_is_found() -> None:
    assert hidden_imports("def f():\n    import json\n") == ["line 2: import inside f()"]


def test_a_long_function_is_found_in_each_language() -> None:
    body = "    x = 1\n" * FUNCTION_LINES_MAX
    assert long_python_functions(f"def f():\n{body}") != []
    assert long_braced_functions(f"fn f() {{\n{body}}}\n", RUST_FUNCTION) == ["f: 72 lines"]
    assert long_braced_functions(f"export function f() {{\n{body}}}\n", SCRIPT_FUNCTION) == ["f: 72 lines"]
    assert long_braced_functions("fn f() {\n}\n", RUST_FUNCTION) == []


def test_a_name_that_says_nothing_is_found() -> None:
    assert banned_names("class ChannelManager:\n") == ["ChannelManager"]
    assert banned_names("pub fn rtp_helpers() {}\n") == ["rtp_helpers"]
    assert banned_names("class Commonwealth:\n") == []

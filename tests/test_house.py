"""The architecture as a test: which package may import which, and what the numeric core may import."""

import ast
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "playground").rglob("*.py"))
}

FLOORS = (
    ("fields", "randomness", "palette"),
    ("tables",),
    ("query",),
    ("config",),
    ("data", "presets", "tfp"),
    ("engine",),
    ("study",),
    ("diagnosis",),
    ("web",),
    ("live", "figures"),
    ("scene",),
    ("lessons",),
    ("ui",),
)
"""From the ground up. A module imports from floors below its own, and within its own folder; nothing else."""

LEAVES = {"playground.fields", "playground.randomness"}
"""Everything that a table may import."""

LENT = {("playground.tables.losses", "playground.tables.activations")}
"""Between tables: the loss of a probability needs the one stable σ."""

THIRD_PARTY = {
    "playground.ui": {"numpy", "streamlit", "plotly", "threadpoolctl"},
    "playground.live.component": {"numpy", "streamlit"},
    "playground.scene.component": {"numpy", "streamlit"},
    "playground.web.connection": {"starlette", "streamlit"},
    "playground.web.redirects": {"starlette"},
    "playground.web.static": {"starlette"},
    "playground.web.mount": {"numpy", "streamlit"},
    "playground.engine.threads": {"threadpoolctl"},
    "playground.figures": {"numpy", "plotly"},
    "playground.study": {"numpy", "scipy"},
    "playground": {"numpy"},
}
"""By the longest prefix that fits. Streamlit at the top only, Plotly in figures, and the core on NumPy alone."""

TAPED = {"playground.study.terrain"}
"""Records on a tape of its own: what goes down a terrain is two numbers, and no net that a Reader could read."""

AHEAD = {"scikit-learn", "plotly", "pytest"}
"""May be declared without being imported: scikit-learn and Plotly so that a lesson can use them and no installation has
to follow (scikit-learn ships digits of 8 × 8, Plotly draws what does not move), pytest for the README's command."""


def imports(path: Path) -> set[str]:
    """Full names of what a file imports, wherever in it; relative imports are refused."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import in line {node.lineno}"
            found |= {submodule(node.module, alias.name) for alias in node.names}
    return found


def submodule(module: str, name: str) -> str:
    """`from playground import query` imports a module, `from playground.query import read` a thing in one."""
    return f"{module}.{name}" if f"{module}.{name}" in MODULES else module


def part(module: str) -> str:
    """The package that a module belongs to: playground.tables.losses -> tables."""
    return module.split(".")[1] if "." in module else ""


def floor(module: str) -> int:
    floors = [level for level, parts in enumerate(FLOORS) if part(module) in parts]
    assert floors, f"{module} has no place in the picture; give it one in FLOORS"
    return floors[0]


def at_home(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] == "playground"}


def strangers(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)} - set(sys.stdlib_module_names) - {"playground"}


def test_imports_point_down():
    for module in MODULES.keys() - {"playground"}:
        for other in at_home(MODULES[module]):
            assert other != "playground", f"{module} imports the roof of its own house"
            assert part(other) == part(module) or floor(other) < floor(module), f"{module} imports {other}"


def test_leaves_know_nobody():
    for module in MODULES:
        if part(module) == "tables":
            known = {other for other in at_home(MODULES[module]) if (module, other) not in LENT}
            assert known <= LEAVES, f"{module} knows {known - LEAVES}"


def test_nobody_imports_in_a_circle():
    graph = {name: at_home(path) - {name} for name, path in MODULES.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError with the circle


def test_third_parties_stay_where_they_belong():
    for module, path in MODULES.items():
        prefix = max((p for p in THIRD_PARTY if f"{module}.".startswith(f"{p}.")), key=len)
        assert strangers(path) <= THIRD_PARTY[prefix], f"{module} imports {strangers(path) - THIRD_PARTY[prefix]}"


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    packages = packages_distributions()
    found = set().union(*map(strangers, (*PAGES, *MODULES.values())))
    imported = {package for name in found for package in packages[name]}
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    declared = {re.match(r"[\w.-]+", line)[0] for line in lines if line and not line.startswith("#")}
    assert imported <= declared, f"imported, but not in requirements.txt: {imported - declared}"
    assert declared <= imported | AHEAD, f"in requirements.txt, but not imported: {declared - imported - AHEAD}"


def test_networks_are_laid_in_the_engine_only():
    """Outside the engine a net is read with a Reader, a Model, a Run or Seeds; no trainer and no private name."""
    inside = {"playground.engine.network": {"Memory", "Network"}, "playground.engine.tape": {"Tape"}}
    for module, path in MODULES.items():
        if part(module) == "engine":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and module not in TAPED:
                taken = {alias.name for alias in node.names} & inside.get(node.module, set())
                assert not taken, f"{path.name}:{node.lineno} imports {taken}"
            if isinstance(node, ast.Attribute):
                own = ast.unparse(node.value) in ("self", "cls", "super()") or node.attr in ("_asdict", "_replace")
                said = f"{path.name}:{node.lineno} names {ast.unparse(node)}"
                assert node.attr != "trainer", said
                assert own or not re.match("_(?!_)", node.attr), said


def test_pages_do_no_maths():
    for path in PAGES:
        assert strangers(path) <= {"streamlit"}, path.name


def test_a_file_is_read_in_one_sitting():
    lines = {name: path.read_text(encoding="utf-8").count("\n") for name, path in MODULES.items()}
    assert not {name: count for name, count in lines.items() if count > 330}, "about 300 is the end"


def test_nothing_is_drawn_from_the_global_generator():
    for path in MODULES.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "numpy.random"):
                assert node.attr in ("default_rng", "Generator"), (
                    f"{path.name}:{node.lineno} uses np.random.{node.attr}"
                )


def test_importing_playground_brings_neither_streamlit_nor_plotly():
    code = "import sys, playground; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert not loaded & {"streamlit", "plotly", "scipy", "sklearn", "pandas", "torch"}


def test_a_hosted_app_neither_collects_after_each_run_nor_watches_files():
    """Either would make everybody on the server wait for each other."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
    assert settings["server"]["fileWatcherType"] == "none"


def needless(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Edges a → c for which there is also a longer path from a to c; the graph has no cycle."""
    below: dict[str, set[str]] = {}
    for start in TopologicalSorter({a: {c for b, c in arrows if b == a} for a, _ in arrows}).static_order():
        nexts = {end for a, end in arrows if a == start}
        below[start] = nexts.union(*(below[each] for each in nexts))
    return {(a, c) for a, c in arrows if any(c in below[b] for start, b in arrows if start == a)}


def test_the_picture_of_the_architecture_is_the_code():
    importers = {**{name: path for name, path in MODULES.items() if name != "playground"}, **{p.stem: p for p in PAGES}}
    arrows = {(part(name) or "pages", part(other)) for name, path in importers.items() for other in at_home(path)}
    arrows -= {(each, each) for each, _ in arrows}
    drawn = re.findall(r"^  (\w+)\S?.* --> (\w+)", (ROOT / "docs/architecture.md").read_text(encoding="utf-8"), re.M)
    assert set(drawn) == arrows - needless(arrows)

"""The floors: who may import whom, what is loaded when, and which calls never stand in the source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import symderiv

PACKAGE = Path(symderiv.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

FLOORS = (
    ("display", "errors", "records", "source"),
    ("language", "catalogue"),
    ("reading", "kernel", "numeric", "components"),
    ("verdict", "repair", "deriving"),
    ("report", "chains", "necessary", "powers", "repairs", "check", "mend"),
    ("writing",),
    ("gradients", "derivatives", "insight", "chain_rule"),
    ("cli", "notebook", "pytest_plugin", "__main__"),
)
"""From the ground up; places of one floor are listed together."""

STRANGERS = ("reading", "kernel", "numeric", "components")
"""Places of one floor that do not import one another."""

HOMES = {
    "yaml": ("reading/file/yaml_tree.py",),
    "sympy": ("components/",),
    "numpy": ("numeric/", "components/"),
    "mpmath": ("numeric/", "components/"),
    "typer": ("cli/",),
    "pytest": ("pytest_plugin.py",),
    "math_core": ("writing/html/mathml.py",),
}
"""Where a library may be imported; any other one that is not Python's own may be imported nowhere."""


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def name_of(file: Path) -> str:
    return ".".join(("symderiv", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def place_of(module: str) -> str:
    """The folder or file directly below the package."""
    return module.split(".")[1] if "." in module else ""


def imports_of(tree: ast.Module) -> list[str]:
    """Every imported module, also inside functions; `from a import b` counts as `a` and `a.b`."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            assert node.module is not None
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


MODULES = {name_of(file): tree_of(file) for file in FILES}
GRAPH = {
    name: [each for each in imports_of(tree) if each in MODULES and each != name]
    for name, tree in MODULES.items()
}


def floor_of(module: str) -> int:
    return next(number for number, places in enumerate(FLOORS) if place_of(module) in places)


def test_every_module_stands_on_a_floor() -> None:
    known = {place for floor in FLOORS for place in floor} | {""}
    assert {place_of(module) for module in MODULES} <= known


def test_imports_go_downward_only() -> None:
    upward = [
        f"{module} imports {other}"
        for module, others in GRAPH.items()
        for other in others
        if place_of(module) and place_of(other) and floor_of(other) > floor_of(module)
    ]
    assert upward == []


def test_the_deciders_and_the_reader_are_strangers() -> None:
    known_to_one_another = [
        f"{module} imports {other}"
        for module, others in GRAPH.items()
        for other in others
        if place_of(module) in STRANGERS
        and place_of(other) in STRANGERS
        and place_of(module) != place_of(other)
    ]
    assert known_to_one_another == []


def test_there_are_no_import_cycles() -> None:
    finished: list[str] = []

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path, module))
        if module not in finished:
            for other in GRAPH[module]:
                if module != "symderiv" and other != "symderiv":
                    visit(other, (*path, module))
            finished.append(module)

    for module in GRAPH:
        visit(module, ())


def test_libraries_stay_at_home() -> None:
    strays = [
        f"{file.relative_to(PACKAGE)} imports {library}"
        for file in FILES
        for library in sorted({module.split(".")[0] for module in imports_of(tree_of(file))})
        if library not in sys.stdlib_module_names and library != "symderiv"
        if not file.relative_to(PACKAGE).as_posix().startswith(HOMES.get(library, ()))
    ]
    assert strays == []


def test_dataclasses_come_from_records() -> None:
    """Those of the standard library are slow to make, and not known to `fields` and `is_dataclass` of ours."""
    others = [name for name, tree in MODULES.items() if "dataclasses" in imports_of(tree)]
    assert others == ["symderiv.records"]
    texts = {file.name: file.read_text(encoding="utf-8") for file in FILES}
    assert [name for name, text in texts.items() if "__dataclass_" in text] == []


# ── Calls that never stand in the source ────────────────────────────────────────────────────────

BANNED = (
    "eval", "exec", "compile", "__import__", "__builtins__", "sympify", "parse_expr", "parse_latex",
    "parse_mathematica", "literal_eval", "FunctionType", "CodeType",
)  # fmt: skip
"""Names that stand nowhere, called or not; `S` only before a dot, as in `S.Zero`."""
BANNED_ATTRIBUTES = (
    "sympify", "parse_expr", "parse_latex", "S", "system", "popen", "literal_eval", "fromstring", "load_module",
)  # fmt: skip
BANNED_MODULES = (
    "pickle", "marshal", "shelve", "subprocess", "ctypes", "code", "codeop", "runpy", "builtins", "pty", "imp",
    "multiprocessing", "socket", "urllib", "http", "webbrowser",
)  # fmt: skip
YAML_LOADERS = ("load", "load_all", "full_load", "unsafe_load", "safe_load", "full_load_all", "safe_load_all")
NO_STRINGS = (
    "subs",
    "lambdify",
    "simplify",
    "Matrix",
    "ImmutableMatrix",
    "diff",
    "xreplace",
    "evalf",
    "nsimplify",
)


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def dangers(tree: ast.Module) -> list[str]:
    """Every place where a text could become code, or the program reach out of its files."""
    found = [f"import {name}" for name in imports_of(tree) if name.split(".")[0] in BANNED_MODULES]
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)]  # `S` of `S.Zero`
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in BANNED or (name == "S" and node not in constants):
                found.append(f"line {node.lineno}: {name}")
            case ast.Attribute(attr=name) if name in BANNED_ATTRIBUTES and node not in constants:
                found.append(f"line {node.lineno}: {name}")
            case ast.ImportFrom(module=module):
                banned = (*BANNED, "S", *(YAML_LOADERS if module == "yaml" else ()))
                found += [f"line {node.lineno}: {alias.name}" for alias in node.names if alias.name in banned]
            case ast.Call():
                found += dangerous_calls(node)
            case _:
                pass
    return found


def dangerous_calls(node: ast.Call) -> list[str]:
    name, whole = called(node), ast.unparse(node.func)
    arguments = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg != "modules")]
    found = []
    if name in BANNED and isinstance(node.func, ast.Attribute) and whole != "re.compile":
        found.append(f"line {node.lineno}: {whole}")
    if name in YAML_LOADERS and whole.startswith(("yaml.", "numpy.", "np.")):
        found.append(f"line {node.lineno}: {whole}")
    if name in NO_STRINGS and any(has_text(argument) for argument in arguments):
        found.append(f"line {node.lineno}: {name} of a text")
    return found


def has_text(argument: ast.expr) -> bool:
    texts = (ast.JoinedStr, ast.FormattedValue)
    return any(
        isinstance(node, texts) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        for node in ast.walk(argument)
    )


ALLOWED = {
    "symderiv.writing.latex.pdf": ["import subprocess"],
    "symderiv.deriving.terms": ["import builtins", "import builtins.sum"],
}
"""What one module may do that no other may."""


@pytest.mark.parametrize("module", MODULES)
def test_no_text_becomes_code(module: str) -> None:
    assert dangers(MODULES[module]) == ALLOWED.get(module, [])


def test_the_only_program_that_is_started_is_the_compiler() -> None:
    """With a list that holds no text of anyone's, and no shell."""
    calls = [node for node in ast.walk(MODULES["symderiv.writing.latex.pdf"]) if isinstance(node, ast.Call)]
    (start,) = [node for node in calls if ast.unparse(node.func).startswith("subprocess.")]
    assert ast.unparse(start.args[0]) == "[compiler, *_OPTIONS, 'document.tex']"
    assert "shell" not in [keyword.arg for keyword in start.keywords]


def test_modules_are_imported_by_name_in_two_places() -> None:
    """Lazily: the public names, and what a notebook asks for."""
    late = [name for name, tree in MODULES.items() if "importlib.import_module" in imports_of(tree)]
    assert late == ["symderiv", "symderiv.display"]


@pytest.mark.parametrize(
    "planted",
    [
        "eval('1')", "exec(text)", "compile(text, '', 'exec')", "import pickle", "import subprocess",
        "from sympy import sympify", "from sympy import S", "sympy.S('x')", "sympy.sympify(text)", "yaml.load(text)",
        "yaml.safe_load(text)", "e.subs('x', 1)", "e.subs({'x': 1})", "sympy.lambdify('x', e)", "simplify(f'{x}')",
        "Matrix([['x']])", "sympy.diff(e, 'x')", "f = sympy.parse_expr",
        "f = sympy.S", "map(eval, texts)", "f = exec", "import builtins", "builtins.eval(text)", "os.system(text)",
        "from yaml import load", "S('x')", "np.load(text)", "ast.literal_eval(text)", "getattr(__builtins__, name)",
    ],
)  # fmt: skip
def test_a_planted_danger_is_found(planted: str) -> None:
    assert dangers(ast.parse(planted)) != []


# ── What is loaded when ─────────────────────────────────────────────────────────────────────────

HEAVY = ("sympy", "numpy", "mpmath")
PROBE = """
import sys
sys.argv = ["symderiv", *sys.argv[2:]]
heavy = {heavy!r}
try:
    {run}
finally:
    sys.stderr.write("LOADED:" + ",".join(name for name in heavy if name in sys.modules) + "\\n")
"""


def loaded(run: str, *arguments: str, heavy: tuple[str, ...] = HEAVY) -> tuple[int, str]:
    """The exit status of a fresh process, and which of the heavy libraries it had loaded at its end."""
    program = PROBE.format(heavy=heavy, run=run)
    done = subprocess.run(
        [sys.executable, "-c", program, "-", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=PACKAGE.parent,
    )
    return done.returncode, done.stderr.rpartition("LOADED:")[2].strip()


RUN_CLI = "from symderiv.cli import main; main()"


def test_help_and_version_load_nothing_heavy() -> None:
    assert loaded(RUN_CLI, "--help") == (0, "")
    assert loaded(RUN_CLI, "--version") == (0, "")


def test_an_input_error_loads_nothing_heavy(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("symbols: {x: scalar}\nloss: J = x^2\ngradient: {x: 2 x}\n", encoding="utf-8")
    assert loaded(RUN_CLI, "check", str(file)) == (2, "")
    assert loaded(RUN_CLI, "check", str(tmp_path / "missing.yaml")) == (2, "")


def test_the_pytest_plugin_loads_nothing_heavy() -> None:
    assert loaded("import symderiv.pytest_plugin", heavy=(*HEAVY, "yaml", "typer")) == (0, "")


def test_the_public_names_are_few_and_lazy() -> None:
    assert len(symderiv.__all__) <= 12
    assert all(getattr(symderiv, name) is not None for name in symderiv.__all__)
    assert loaded("import symderiv", heavy=(*HEAVY, "yaml", "typer", "symderiv.check")) == (0, "")


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'check_fiel'"):
        _ = symderiv.check_fiel


def test_repairs_are_loaded_only_where_something_is_false(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    text = "symbols: {x: scalar}\nloss: J = x^2\ngradients: {x: 2 x}\n"
    heavy = ("symderiv.repair.find", "symderiv.mend")
    file.write_text(text, encoding="utf-8")
    assert loaded(RUN_CLI, "check", str(file), heavy=heavy) == (0, "")
    file.write_text(text.replace("2 x}", "x}"), encoding="utf-8")
    assert loaded(RUN_CLI, "check", str(file), heavy=heavy) == (1, "symderiv.repair.find")

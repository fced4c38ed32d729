"""A drawn component's files as the three strings that Streamlit wants.

The JavaScript is written as ES modules, one noun a file. Streamlit loads it as one module from a
blob, where relative imports do not resolve, and sends it with every message. So the modules are
joined here in the order of their imports, without comments and indentation.
"""

import re
from pathlib import Path
from typing import NamedTuple

ASSETS = Path(__file__).parent / "assets"

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_NAME = re.compile(r"^(?:export )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*//.*\n|^\s*/\*\*(?s:.*?)\*/\s*\n| {2,}// .*$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+|^\n", re.MULTILINE)


class Files(NamedTuple):
    """What a component is made of."""

    html: str
    css: str
    js: str


def bundle(view: str, *folders: Path) -> Files:
    """The component `view`: view.html, base.css and view.css, and js/main.js with all that it imports.

    A file is taken from the first of `folders` that has it; the live view's own comes last, so that a component
    above it may use its modules. Raises ValueError when two modules share a name.
    """
    folders = (*folders, ASSETS)
    css = "".join(_read(folders, name) for name in ("base.css", f"{view}.css"))
    return Files(_read(folders, f"{view}.html"), re.sub(r"/\*(?s:.*?)\*/\n?", "", css), _join(folders, "main.js"))


def _read(folders: tuple[Path, ...], name: str) -> str:
    path = next(folder / name for folder in folders if (folder / name).exists())
    return path.read_text(encoding="utf-8")


def _join(folders: tuple[Path, ...], entry: str) -> str:
    """The modules that `entry` needs, itself last, as one module."""
    modules: dict[str, str] = {}

    def add(name: str) -> None:
        if name in modules:
            return
        modules[name] = ""  # taken up before its imports, so that a circle ends here
        text = _read(folders, f"js/{name}")
        for needed in _IMPORT.findall(text):
            add(needed)
        del modules[name]  # placed after what it needs
        modules[name] = text

    add(entry)
    _check_names(modules)
    return "".join(_bare(text, last=name == entry) for name, text in modules.items())


def _check_names(modules: dict[str, str]) -> None:
    """Joined modules share one scope: the same name at the top of two of them would not load."""
    home: dict[str, str] = {}
    for module, text in modules.items():
        for name in _NAME.findall(text):
            if name in home:
                raise ValueError(f"{name!r} stands at the top of both {home[name]} and {module}")
            home[name] = module


def _bare(text: str, last: bool) -> str:
    text = _INDENT.sub("", _COMMENT.sub("", _IMPORT.sub("", text)))
    return text if last else re.sub(r"^export ", "", text, flags=re.MULTILINE)

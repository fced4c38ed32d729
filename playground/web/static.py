"""Serves the JavaScript, CSS and HTML of the drawn components as static files that the browser caches.

Every path contains a hash of all files, so the browser may cache them forever and never mixes two releases.
Streamlit itself only sends a short loader with each component.
"""

import json
import posixpath
import re
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ROOT = Path(__file__).parent.parent
FOLDERS = ("web", "live", "scene", "ui")
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".json": "application/json"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}

FILES = {
    path.relative_to(ROOT).as_posix(): path.read_bytes()
    for folder in FOLDERS
    for path in sorted((ROOT / folder / "assets").rglob("*"))
    if path.suffix in TYPES
}
"""File contents by path, as in "live/assets/view.js"."""

RELEASE = sha256(b"".join(name.encode() + text for name, text in FILES.items())).hexdigest()[:16]

PREFIX = "playground/static"


def publish(content: object) -> str:
    """Serve `content` as JSON that the browser caches; returns its path beside the other files."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    name = f"made/{sha256(text).hexdigest()[:16]}.json"
    FILES[name] = text
    return name


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    if request.path_params["release"] != RELEASE or name not in FILES:
        return Response("This release has no such file.", 404, media_type="text/plain")
    return Response(FILES[name], headers=FOR_EVER, media_type=TYPES[Path(name).suffix])


def routes(base: str = "") -> list[Route]:
    """The route for `st.App(routes=…)`. `base` is the path at which the app is served."""
    return [Route(posixpath.join("/", base.strip("/"), PREFIX, "{release}/{name:path}"), _serve)]


def loader(folder: str, view: str) -> str:
    """The JavaScript of a component: it loads `view`.html, .css and .js of the folder's assets.

    The styles are base.css, those in the folder `view`, and `view`.css, which has the last word.
    """
    own = f"{folder}/assets/{view}"
    main, html = f"{own}.js", f"{own}.html"
    css = ["web/assets/base.css", *(name for name in FILES if re.match(rf"{own}/\w+\.css$", name)), f"{own}.css"]
    settings = {
        "prefix": f"{PREFIX}/{RELEASE}/",
        "main": main,
        "html": html,
        "css": css,
        "modules": [name for name in FILES if name.endswith(".js") and name.startswith((f"{folder}/assets/", "web/"))],
    }
    missing = {main, html, *css} - FILES.keys()
    if missing:
        raise ValueError(f"{folder} has no {', '.join(sorted(missing))}")
    return LOADER.replace("SETTINGS", json.dumps(settings))


LOADER = (Path(__file__).parent / "loader.js").read_text(encoding="utf-8")

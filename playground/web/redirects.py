"""Old addresses of pages, which lead to the pages as they are called now."""

import posixpath
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route


def routes(former: Mapping[str, str], base: str = "") -> list[Route]:
    """For `st.App(routes=…)`: from each former name to the one of today, with the query as it is."""
    return [Route(posixpath.join("/", base.strip("/"), old), _to(new), methods=["GET"]) for old, new in former.items()]


def _to(name: str):
    def redirect(request: Request) -> RedirectResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        # Relative, so that it holds behind a proxy that serves the app at another path, too.
        return RedirectResponse(f"{name}{query}", status_code=308)

    return redirect

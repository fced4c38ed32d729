"""Redirects from former addresses of pages to the current ones."""

import posixpath
from collections.abc import Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route


def routes(former: Mapping[str, str], base: str = "") -> list[Route]:
    """Routes for `st.App(routes=…)`: each redirects a former name to the current one and keeps the query."""
    return [Route(posixpath.join("/", base.strip("/"), old), partial(_redirect, new)) for old, new in former.items()]


async def _redirect(name: str, request: Request) -> RedirectResponse:
    # A relative address also works behind a proxy that serves the app at another path.
    return RedirectResponse(f"{name}?{request.url.query}".rstrip("?"), status_code=308)

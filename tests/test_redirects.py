"""Old addresses of the lessons lead to their pages."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from playground.lessons.course import COURSE, FORMER
from playground.web import redirects

QUERY = "?capacity.dropout=0.2&rate=0.3&dataset=moons&features=x1%2Cx1*x2"


@pytest.mark.parametrize("base", ["", "/learn", "a/b/"])
@pytest.mark.parametrize("query", ["", QUERY])
def test_an_old_address_leads_to_the_page_of_today_with_its_query(base, query):
    client = TestClient(Starlette(routes=redirects.routes(FORMER, base)), follow_redirects=False)
    prefix = f"/{base.strip('/')}".rstrip("/")
    for old, new in FORMER.items():
        answer = client.get(f"{prefix}/{old}{query}")
        assert answer.status_code == 308
        assert str(answer.url.join(answer.headers["location"])) == f"http://testserver{prefix}/{new}{query}"


def test_every_former_address_is_known_once_and_none_is_that_of_a_page():
    assert len(FORMER) == sum(bool(entry.former) for entry in COURSE)
    pages = {path.stem for path in (Path(__file__).parent.parent / "pages").glob("*.py")}
    assert not FORMER.keys() & pages
    assert set(FORMER.values()) <= pages

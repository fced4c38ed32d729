"""The connection: who may connect, what travels, in which order, and what is refused."""

import json
import posixpath
import re
import time
from threading import Event, Thread

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from playground import Config
from playground.live.player import Player
from playground.web import connection, static
from playground.web.channel import Channel
from playground.web.connection import CHANNELS, LONGEST, REPLACED, ROUTE, TOO_MUCH, UNKNOWN_TOKEN, register
from playground.web.worker import Worker
from tests.messages import unpack


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=[*connection.routes(), *static.routes("/base/")])) as client:
        yield client


@pytest.fixture
def player():
    player = Player(Config(samples=60, hidden=(3,)))
    register(player)
    return player


def greeting(player) -> str:
    """Of a browser that has seen the latest payload."""
    return f"{player.token} {player.gen} {player.seq}"


def test_asks_are_answered_as_by_the_player(client, player):
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        assert socket.receive_text() == ""
        assert player.connected
        ask = {"kind": "next", "gen": player.gen, "seq": 1, "n": 3, "unit": "epoch", "count": 1}
        socket.send_text(json.dumps(ask))
        header, _ = unpack(socket.receive_bytes())
        assert (header["kind"], header["seq"], header["count"]) == ("chunk", 1, 3)
    until(lambda: not player.connected)


def test_a_change_by_the_page_is_pushed_at_once(client, player):
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        socket.receive_text()
        player.change(player.config.replace(hidden=(4,)))
        header, _ = unpack(socket.receive_bytes())
        assert (header["kind"], header["gen"], header["net"]["hidden"]) == ("start", player.gen, [4])


def test_what_was_published_while_nobody_listened_is_sent_first(client, player):
    seen = greeting(player)
    player.change(player.config.replace(hidden=(4,)))
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(seen)
        assert socket.receive_text() == ""
        assert unpack(socket.receive_bytes())[0]["net"]["hidden"] == [4]


def test_a_browser_that_gives_up_while_it_is_greeted_leaves_no_line_behind(client, player):
    for _ in range(5):
        with client.websocket_connect(f"/{ROUTE}") as socket:
            socket.send_text(greeting(player))
            socket.close()
    until(lambda: not player.connected)


def test_who_asks_by_a_fragment_hears_no_line(client, player):
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        socket.receive_text()
        until(lambda: player.connected)
        player.hang_up()
        assert not player.connected
        with pytest.raises(WebSocketDisconnect):
            socket.receive_bytes()


def test_an_ask_that_comes_again_is_answered_again(client, player):
    ask = json.dumps({"kind": "next", "gen": player.gen, "seq": 1, "n": 2, "unit": "epoch", "count": 1})
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        socket.receive_text()
        socket.send_text(ask)
        first = socket.receive_bytes()
        socket.send_text(ask)
        assert socket.receive_bytes() == first


def test_one_line_does_not_hold_the_worker(client, player, monkeypatch):
    """Each job answers one ask, so that connections take turns, however many asks one of them sends at once."""
    jobs = []
    monkeypatch.setattr(connection.WORKER, "do", lambda job, urgent: jobs.append(job))
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        socket.receive_text()
        for seq in range(2, 12):
            socket.send_text(json.dumps({"kind": "next", "gen": player.gen, "seq": seq, "n": 1}))
        until(lambda: len(jobs) == 10)
        answered = []
        monkeypatch.setattr(player, "answer", answered.append)
        jobs[0]()
        assert len(answered) == 1
        jobs[5]()
        assert len(answered) == 6


def test_nobody_connects_without_a_token(client, player):
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text("guessed")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == UNKNOWN_TOKEN
    assert not player.connected


def test_a_page_of_another_site_is_refused(client, player):
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"/{ROUTE}", headers={"origin": "https://elsewhere.example"}),
    ):
        pass


def test_the_same_site_may_connect(client, player):
    with client.websocket_connect(f"/{ROUTE}", headers={"origin": "http://testserver"}) as socket:
        socket.send_text(greeting(player))
        assert socket.receive_text() == ""


@pytest.mark.parametrize("text", ["{" * 20, "null", "[1]", "5", '{"kind": 5, "gen": "x", "seq": {}}', '{"n": 1e999}'])
def test_nonsense_harms_nobody(client, player, text):
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        socket.receive_text()
        socket.send_text(text)
        socket.send_text(json.dumps({"kind": "hello"}))
        kinds = {unpack(socket.receive_bytes())[0]["kind"]}
        assert kinds == {"start"}


def test_an_ask_that_is_too_long_ends_the_line(client, player):
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        socket.receive_text()
        socket.send_text(" " * (LONGEST + 1))
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert closed.value.code == TOO_MUCH


def test_a_flood_of_asks_ends_the_line(client, player, monkeypatch):
    monkeypatch.setattr(connection, "BURST", 20)
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        socket.receive_text()
        for _ in range(40):
            socket.send_text("no JSON")  # it gets no answer
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert closed.value.code == TOO_MUCH


def test_a_line_that_is_idle_is_closed(client, player, monkeypatch):
    monkeypatch.setattr(connection, "IDLE", 0.05)
    with client.websocket_connect(f"/{ROUTE}") as socket:
        socket.send_text(greeting(player))
        socket.receive_text()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert closed.value.code == 1000


def test_who_connects_last_has_the_channel(client, player):
    with client.websocket_connect(f"/{ROUTE}") as first:
        first.send_text(greeting(player))
        first.receive_text()
        with client.websocket_connect(f"/{ROUTE}") as second:
            second.send_text(greeting(player))
            second.receive_text()
            with pytest.raises(WebSocketDisconnect) as closed:
                first.receive_bytes()
            assert closed.value.code == REPLACED
            second.send_text(json.dumps({"kind": "hello"}))
            assert unpack(second.receive_bytes())[0]["kind"] == "start"
            assert player.connected


def test_a_channel_is_forgotten_with_its_session():
    player = Player(Config(samples=60, hidden=(3,)))
    register(player)
    token = player.token
    assert token in CHANNELS
    del player
    assert token not in CHANNELS


def test_what_travels_for_a_chunk_is_small(client, player):
    """No script, no style, no state of widgets: what an answer holds is its frames."""
    chunk = player.answer({"kind": "next", "gen": player.gen, "seq": 1, "n": 5, "unit": "epoch", "count": 1})
    _, sections = unpack(chunk)
    assert len(chunk) - len(sections["frames"]) < 1500


# -- the worker ------------------------------------------------------------------------------------------


def test_urgent_jobs_come_first_and_the_rest_in_order():
    worker, order, gate = Worker(), [], Event()
    worker.do(lambda: gate.wait(10), urgent=False)
    until(lambda: not worker._waiting)
    for number, urgent in enumerate([False, False, True, False, True]):
        worker.do(lambda number=number: order.append(number), urgent)
    assert worker.hurried
    gate.set()
    until(lambda: len(order) == 5)
    assert not worker.hurried
    assert order == [2, 4, 0, 1, 3]


def test_a_job_that_fails_is_logged_and_the_next_one_is_done(caplog):
    worker, done = Worker(), Event()
    worker.do(lambda: 1 / 0, urgent=False)
    worker.do(done.set, urgent=False)
    assert done.wait(10)
    assert "A request could not be answered." in caplog.text


def test_answers_and_changes_from_many_threads_never_mix(player):
    """Whatever comes between, the payload is always of the channel's own generation and number."""
    errors = []

    def page():
        for turn in range(30):
            player.change(player.config.replace(rate=0.01 if turn % 2 else 0.02))

    def browser():
        for _ in range(60):
            with player.lock:
                gen, seq = player.gen, player.seq
            payload = player.answer({"kind": "next", "gen": gen, "seq": seq + 1, "n": 1, "unit": "epoch", "count": 1})
            header, _ = unpack(payload)
            if header["kind"] == "chunk" and header["gen"] < gen:
                errors.append(header)

    threads = [Thread(target=page), *(Thread(target=browser) for _ in range(3))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not errors
    header, _ = unpack(player.payload)
    assert (header["gen"], header["seq"]) == (player.gen, player.seq)


def test_a_channel_says_nothing_of_its_own():
    channel = Channel()
    channel.payload = b""
    with pytest.raises(NotImplementedError):
        channel.answer({"kind": "hello"})


# -- the files -------------------------------------------------------------------------------------------


def test_files_are_served_for_ever_under_the_path_of_the_app(client):
    answer = client.get(f"/base/{static.PREFIX}/{static.RELEASE}/live/assets/view.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == static.FILES["live/assets/view.js"]


@pytest.mark.parametrize(
    "path", ["0000/live/assets/view.js", f"{static.RELEASE}/live/player.py", f"{static.RELEASE}/../app.py"]
)
def test_nothing_else_is_served(client, path):
    assert client.get(f"/base/{static.PREFIX}/{path}").status_code == 404


def test_every_import_names_a_file_that_is_served():
    for name, text in static.FILES.items():
        for target in re.findall(rb'from "([^"]+)"', text) if name.endswith(".js") else ():
            found = posixpath.normpath(posixpath.join(posixpath.dirname(name), target.decode()))
            assert found in static.FILES, f"{name} imports {target.decode()}"


def test_what_travels_with_a_component_is_small():
    assert len(static.loader("live", "view")) < 6000


def until(condition, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.002)

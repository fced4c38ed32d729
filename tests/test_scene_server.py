"""The server's side of a scene: what it answers to what is asked, in order, twice, late or malformed."""

from dataclasses import dataclass
from urllib.parse import parse_qs

import numpy as np
import pytest

from playground import Config
from playground.fields import choice, integer, number, switch
from playground.query import read
from playground.scene import server as module
from playground.scene.panels import Button, Control, Curves, Layout, Style, Words
from playground.scene.server import SceneServer
from playground.scene.show import Lesson, Show
from playground.tables.activations import ACTIVATIONS
from playground.web.channel import MOST_FRAMES
from tests.scene_client import ask, told


@dataclass(frozen=True, kw_only=True)
class Settings:
    height: int = integer(3, 1, 9, "Height", "How high.")
    tilt: float = number(0.5, 0.0, 1.0, "Tilt", "How far.", step=0.1)
    bend: str = choice("tanh", ACTIVATIONS, "Bend", "Which way.")
    bright: bool = switch(False, "Bright", "Only seen.", live=True)


class Counting(Show):
    """Counts to 20; only `bright` is taken in mid-run. Odd numbers are said, and what was counted is kept in place."""

    made = 0

    def __init__(self, config, settings):
        super().__init__(config.replace(hidden=(settings.height,)), settings)
        Counting.made += 1
        self.counter = Counter()

    def layout(self):
        panels = [[Curves("curve", x="n", y="n²", styles=(Style("square"),)), Words("words")]]
        controls = [Control("height"), Control("bend", options=("tanh", "relu")), Control("tilt", disabled=True)]
        return Layout(rows=panels, controls=controls, buttons=[Button("High", {"height": 9})])

    def static(self):
        return {"words.formula": "n²"}

    def update(self):
        values = {"curve.row": np.array([self.steps, self.steps**2]), "words.numbers": [self.counter.n]}
        return {**values, "words.text": f"{self.steps}"} if self.steps % 2 else values

    def advance(self):
        if self.steps == 20:
            return False
        self.steps += 1
        self.counter.n += 1
        return True

    def moving(self):
        return [self.counter]


class Counter:
    n = 0


LESSON = Lesson(
    name="counting",
    title="Counting",
    icon=":material/flag:",
    question="How far?",
    about="To 20.",
    show=Counting,
    settings=Settings,
    default=Config(dataset="circles"),
)


@pytest.fixture(autouse=True)
def _plenty_of_time(monkeypatch):
    monkeypatch.setattr(module, "perf_counter", lambda: 0.0)


@pytest.fixture
def server():
    return SceneServer(LESSON, Config(), Settings())


def test_a_start_tells_everything(server):
    header, ((position, values),) = told(server.payload)
    assert (header["kind"], header["seq"], position, header["over"]) == ("start", 0, 0, False)
    assert values["words.formula"] == "n²"
    assert values["curve.rows"].tolist() == [[0, 0]]
    scene = header["scene"]
    assert [panel["id"] for row in scene["rows"] for panel in row] == ["curve", "words"]
    height, bend, tilt = scene["controls"]
    assert (height["value"], height["stops"], height["kind"]) == (3, list(range(1, 10)), "integer")
    assert [name for name, _ in bend["options"]] == ["tanh", "relu"]
    assert tilt["disabled"]


def test_those_without_an_experiment_get_the_lessons_own(server):
    assert server.config == Config(dataset="circles", hidden=(3,))
    own = Config(dataset="moons")
    assert SceneServer(LESSON, own, Settings()).config == own.replace(hidden=(3,))


def test_pictures_come_in_order(server):
    seen = []
    for _ in range(3):
        header, pictures = ask(server, kind="next", n=4)
        assert header["kind"] == "chunk"
        seen += [position for position, _ in pictures]
    assert seen == list(range(1, 13))
    assert pictures[-1][1]["curve.row"].tolist() == [12, 144]


def test_a_chunk_is_cut_short_where_somebody_waits(server, monkeypatch):
    monkeypatch.setattr(type(server), "hurried", True)
    _, pictures = ask(server, kind="next", n=5)
    assert len(pictures) == 1


def test_the_same_question_gets_the_same_answer(server):
    question = {"gen": server.gen, "seq": 1, "kind": "next", "n": 2}
    assert server.answer(question) == server.answer(question)
    assert server.show.position == 2


def test_it_ends_where_there_is_no_more(server):
    told_all = [ask(server, kind="next", n=MOST_FRAMES) for _ in range(3)]
    assert [header["over"] for header, _ in told_all] == [False, True, True]
    assert [len(pictures) for _, pictures in told_all] == [12, 8, 0]


def test_a_setting_starts_another_show(server):
    ask(server, kind="next", n=5)
    header, ((position, _),) = ask(server, kind="set", values={"height": 7})
    assert (header["kind"], position, header["scene"]["fresh"]) == ("start", 0, True)
    assert server.config.hidden == (7,)


def test_a_setting_that_is_only_seen_goes_on(server):
    ask(server, kind="next", n=5)
    made = Counting.made
    header, ((position, values),) = ask(server, kind="set", values={"bright": True}, at=5)
    assert (Counting.made, position, header["scene"]["fresh"]) == (made, 5, False)
    assert values["curve.rows"].shape == (6, 2)
    assert server.settings.bright


@pytest.mark.parametrize("at", range(6))
def test_a_live_change_goes_back_to_the_picture_that_is_shown(server, at):
    """Pictures 1 to 5 have been sent; the browser shows number `at`."""
    ask(server, kind="next", n=5)
    _, ((position, values),) = ask(server, kind="set", values={"bright": True}, at=at)
    last_odd = str(at - (at + 1) % 2) if at else None
    assert (position, values["words.numbers"], values.get("words.text")) == (at, [at], last_odd)
    assert values["curve.rows"][:, 0].tolist() == list(range(at + 1))
    _, pictures = ask(server, kind="next", n=2, at=0)
    assert [position for position, _ in pictures] == [at + 1, at + 2]
    assert pictures[0][1]["curve.row"].tolist() == [at + 1, (at + 1) ** 2]
    _, ((position, values),) = ask(server, kind="set", values={"bright": False}, at=1)
    assert (position, len(values["curve.rows"])) == (at + 1, at + 2)


def test_a_change_of_the_page_goes_back_to_what_was_last_known_to_be_shown(server):
    ask(server, kind="next", n=5, at=0)
    ask(server, kind="next", n=5, at=3)
    server.take(server.given, Settings(bright=True))
    _, ((position, values),) = told(server.payload)
    assert (position, len(values["curve.rows"])) == (3, 4)


def test_a_browser_that_comes_back_is_told_all_rows(server):
    ask(server, kind="next", n=5, at=0)
    _, ((position, values),) = ask(server, kind="hello", gen=0)
    assert (position, values["words.text"]) == (5, "5")
    assert values["curve.rows"].tolist() == [[n, n**2] for n in range(6)]


def test_a_live_change_of_a_show_that_is_over_can_be_played_again(server):
    for _ in range(2):
        ask(server, kind="next", n=MOST_FRAMES, at=0)
    header, _ = ask(server, kind="set", values={"bright": True}, at=19)
    assert not header["over"]
    header, pictures = ask(server, kind="next", n=3, at=0)
    assert ([position for position, _ in pictures], header["over"]) == ([20], True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("curves.row", "curves.row: no such panel; the layout has curve, words"),
        (
            "curve.raw",
            "curve.raw: a panel of kind curves has no such slot; it has caption, cut, dots, marks, row, rows",
        ),
    ],
)
def test_a_value_for_what_was_not_declared_is_an_error(server, monkeypatch, name, said):
    monkeypatch.setattr(Counting, "update", lambda self: {name: np.zeros(2)})
    with pytest.raises(ValueError, match=f"^{said}$"):
        ask(server, kind="next", n=1)
    with pytest.raises(ValueError, match=f"^{said}$"):
        SceneServer(LESSON, Config(), Settings())


@pytest.mark.parametrize("values", [{"height": 99}, {"tilt": "steep"}, {"unheard": 1}, None, [1], {"bend": None}])
def test_what_is_not_legal_is_left_as_it_was(server, values):
    header, _ = ask(server, kind="set", values=values)
    assert server.settings == Settings()
    assert header["scene"]["controls"][0]["value"] == 3


@pytest.mark.parametrize("raw", [None, 7, {}, {"gen": "x"}, {"gen": 10**9, "kind": "next"}, {"kind": "jump", "gen": 1}])
def test_a_malformed_question_does_no_harm(server, raw):
    header, _ = told(server.answer(raw))
    assert header["kind"] == "start"
    assert server.show.position == 0


def test_a_late_question_trains_nothing(server):
    late = {"gen": server.gen, "seq": 1, "kind": "next", "n": 3}
    ask(server, kind="set", values={"height": 5})
    server.answer(late)
    assert server.show.position == 0


def test_reset_begins_anew_with_the_same_settings(server):
    ask(server, kind="set", values={"height": 5})
    ask(server, kind="next", n=3)
    _, ((position, _),) = ask(server, kind="reset")
    assert (position, server.settings.height) == (0, 5)


def test_another_experiment_begins_anew(server):
    server.take(Config(dataset="moons"), Settings(height=2))
    assert server.config == Config(dataset="moons", hidden=(2,))
    gen = server.gen
    server.take(Config(dataset="moons"), Settings(height=2))
    assert server.gen == gen


def test_the_link_says_what_is_shown(server):
    server.take(Config(dataset="moons"), Settings())
    header, _ = ask(server, kind="set", values={"height": 5, "tilt": 0.1})
    query = parse_qs(header["scene"]["query"])
    own = {key: query.pop(key) for key in ("height", "tilt")}
    assert read(Settings, own) == (server.settings, [])
    assert Config.from_query(query) == (Config(dataset="moons"), [])


def test_a_slow_show_is_not_waited_for(server, monkeypatch):
    ticks = iter(np.arange(100) * module.BUDGET)
    monkeypatch.setattr(module, "perf_counter", lambda: next(ticks))
    _, pictures = ask(server, kind="next", n=12)
    assert len(pictures) == 0 or len(pictures) == 1
    assert server.show.position == len(pictures)


def test_a_browser_that_outlived_its_server_is_told_everything(server):
    other = SceneServer(LESSON, Config(), Settings())
    header, _ = told(other.answer({"kind": "next", "gen": server.gen, "seq": 1, "n": 2}))
    assert header["kind"] == "start"
    assert header["gen"] == other.gen != server.gen

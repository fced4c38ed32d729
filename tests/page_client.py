"""A user of the pages, for tests: Streamlit's own test runner, with widgets found by their key."""

import json
import re
from pathlib import Path
from unittest import mock

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from playground.config import Config
from playground.ui import experiment
from playground.ui.experiment import KEY

APP = Path(__file__).parent.parent / "app.py"


def opened(page: str = "app.py", **query: str) -> AppTest:
    """A page as the first request of a new session."""
    at = AppTest.from_file(str(APP), default_timeout=30)
    if page != "app.py":
        at.switch_page(page)
    at.query_params.update(query)
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def config(at: AppTest) -> Config:
    """The session's Config, which player and address agree with."""
    held = at.session_state[KEY]
    assert held.player.config == held.config
    assert at.query_params == held.config.to_query()
    return held.config


class Chooser:
    """A choice with pictures, which Streamlit's test runner does not know: its value, and what a click sends."""

    def __init__(self, at: AppTest, element):
        self.at, self.id, self.key = at, element.proto.id, element.key
        self.data = json.loads(element.proto.json)
        self.value = self.data["value"]

    def set_value(self, value) -> None:
        """What the component sends when this entry is clicked; takes effect in the next run."""
        click = json.dumps([{"event": "chosen", "value": value}])
        states = self.at._tree.get_widget_states()
        states.widgets.append(WidgetState(id=_make_trigger_id(self.id, "events"), json_trigger_value=click))
        self.at._tree.get_widget_states = lambda: states


def widget(at: AppTest, key: str):
    """The one widget with this key, which for a view of the Config ends in a number.

    Where it is in what the button More opens, or closes, that button is clicked first.
    """
    found = _widgets(at, key)
    if not found:
        (more,) = _widgets(at, "more")
        more.click()
        run(at)
        found = _widgets(at, key)
    (one,) = found
    return one


def _widgets(at: AppTest, key: str) -> list:
    kinds = ("select_slider", "number_input", "toggle", "button", "button_group")
    choosers = [Chooser(at, each) for each in at.get("bidi_component") if each.proto.component_name == "choice"]
    found = [*choosers, *(each for kind in kinds for each in at.get(kind))]
    return [each for each in found if each.key and re.fullmatch(rf"{re.escape(key)}(-\d+)?", each.key)]


def put(at: AppTest, key: str, value) -> None:
    """Give the widget with this key a value, as a user would."""
    widget(at, key).set_value(value)
    run(at)


def go(at: AppTest, **query: str) -> None:
    """Back, Forward or a link, to the address with this query."""
    at.query_params = query
    with mock.patch.object(experiment, "_by_history", return_value=True):
        run(at)

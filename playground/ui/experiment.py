"""The experiment of a session: one Config, the player that trains it, and the link that says the same.

It lives under one session key that no widget owns, so it survives a change of page. Widgets, links and the
live view are views of its Config, and change it through `Experiment` only.

Every message of the browser comes from an address. Some are sent before the browser has heard of the last change, from
the address before it, which must not undo it: above all where the live view asks by runs of its fragment.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.config import FIELDS, TASKS, Config
from playground.live.player import Player
from playground.query import Problem, known, read

KEY = "experiment"

Query = dict[str, str]


class Shown(NamedTuple):
    """What the browser has been given, by the last run of a page."""

    page: str
    config: Config
    problems: tuple[Problem, ...]


class Experiment:
    """`config` and `player` always agree; `problems` are those of a link that was not legal, until dismissed."""

    def __init__(self, query: Query):
        config, problems = Config.from_query(query)
        self.config, self.problems = config, tuple(problems)
        self.player = Player(config, on_edit=self.request_change)
        self.dismissed: set[Problem] = set()
        self.told: dict[Problem, str] = {}  # each of the problems as a sentence, with what was taken instead
        self.own: Any = None  # the page's own settings, if it was just come to by a link that speaks of them
        self.moves = Counter()  # how often Python has moved the widget of that name; see controls.py
        self._left: dict[str, Config] = {}  # by task, as it was when the other one was turned to
        self._shown = Shown("", self.config, self.problems)
        self._url_seen = True  # whether a message has come from the address of what is shown

    def request_change(self, **changes) -> None:
        """`Config.replace`, if it is legal; back to a task with the data set and the loss that it had.

        The link and the page follow in the page's next run.
        """
        # Changes come from the page's runs and, what is clicked in the drawing, from the thread that answers it.
        with self.player.lock:
            left = self._left.get(changes.get("task"))
            if left and left.task != self.config.task:
                changes = {name: getattr(left, name) for name in TASKS[left.task].legal} | changes
            try:
                config = self.config.replace(**changes)
            except ValueError:
                # Asked for on a page that was older than the Config, as an activation for a layer that has just been
                # taken away in the drawing. What can be chosen now is on its way to the browser.
                return
            self._put(config)

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """The link of this page said something else that was not legal, too."""
        fresh = [problem for problem in problems if problem not in (*self.problems, *self.dismissed)]
        if fresh:
            self.problems += tuple(fresh)
            self._shown = Shown(self._shown.page, self.config, self.problems)

    @property
    def page(self) -> str:
        """The page that ran last."""
        return self._shown.page

    def dismiss(self) -> None:
        """Put the problems away; the same one is not shown again in this session."""
        self.dismissed.update(self.problems)
        self.problems = ()

    @property
    def page_is_behind(self) -> bool:
        """Whether the page shows something older than this, and has to be run again. For runs of a fragment.

        So it is after a change in the live view. So it is, too, when a click on the page meets a question of the live
        view: the browser sends both in one message, and Streamlit runs the fragment only.
        """
        return self._shown != Shown(self._shown.page, self.config, self.problems)

    def on_message(self, query: Query) -> None:
        """A message has come, from this address. For callbacks of a fragment: `sync_url` does this for itself.

        Not for the fragment: within a run of the page that has already set a new address, it would count that one.
        """
        self._url_seen |= query == self._shown.config.to_query()

    def sync_url(self, query: Query, page: str, by_history: bool) -> Query | None:
        """The address to give to the browser, if its message came from another one. Once a run of a page.

        The one it came from is taken as the new Config if somebody went to it: by Back or Forward, by a link to another
        page, or in a way that Streamlit does not tell, if the browser had heard of the last address. But not if the
        Config has changed since: that change is the later one.
        """
        # An edit in the drawing is granted in another thread.
        with self.player.lock:
            before = self._shown.config.to_query()
            chosen = by_history or page != self._shown.page or self._url_seen
            if chosen and query != before and self.config == self._shown.config:
                config, problems = Config.from_query(query)
                self.problems = tuple(problem for problem in problems if problem not in self.dismissed)
                self._put(config)
            self._shown = Shown(page, self.config, self.problems)
            address = self.config.to_query()
            # What was given last may still be on its way, and take the browser elsewhere.
            self._url_seen = query == address and (self._url_seen or query == before)
            return None if self._url_seen else address

    def _put(self, config: Config) -> None:
        if config.task != self.config.task:
            self._left[self.config.task] = self.config
        self.config = config
        self.player.change(config)


def of_session(settings: type | None = None) -> Experiment:
    """This session's experiment, brought into agreement with the address. Once a run, before any widget.

    What the address says of the page's own `settings`, a declared class, is left alone there, and told in `own`.
    """
    query = st.query_params.to_dict()
    own = {key: query.pop(key) for key in list(query) if settings and _is_about(settings, key)}
    if KEY not in st.session_state:
        st.session_state[KEY] = Experiment(query)
    experiment = st.session_state[KEY]
    page = get_script_run_ctx().page_script_hash
    arrived = page != experiment.page or _by_history()
    address = experiment.sync_url(query, page, _by_history())
    if address is not None:
        st.query_params.from_dict(address | own)
    experiment.own = None
    if arrived and own:
        experiment.own, problems = read(settings, own)
        experiment.add_problems(problems)
    return experiment


def _is_about(settings: type, key: str) -> bool:
    """Whether a key of a link is the page's own, and not the experiment's."""
    return key.startswith(f"{settings.PREFIX}.") or (key in known(settings) and key not in FIELDS)


def _by_history() -> bool:
    """Whether this run is for Back or Forward."""
    # No promise of Streamlit's. Without it they still work, but for a click within moments of the last change.
    return getattr(get_script_run_ctx(), "is_history_navigation", False)

"""The experiment of a session: one Config, the player that trains it, and the link that says the same.

It lives under one session key that no widget owns, so it survives a change of page. Widgets, links and the
live view are views of its Config, and change it through `Experiment` only.

Every message of the browser carries the address and the values of all widgets as they stood when it was sent.
While the live view plays, several messages a second come, and some are sent before the browser has heard of the
last change. Their address and values are echoes of the past and must not undo that change.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.config import Config
from playground.live.player import Player

KEY = "experiment"

SETTLING = 1.0
"""Seconds after a run of the page in which the browser may have its new address, but not yet its new widgets."""

Query = dict[str, str]


class Experiment:
    """`config` and `player` always agree; `problems` are sentences about a link that was not legal, until dismissed."""

    def __init__(self, query: Query):
        self.config, self.problems = Config.from_query(query)
        self.player = Player(self.config)
        self.dismissed: set[str] = set()
        self._address = query  # the one that the page wanted when it last ran
        self._heard = True  # whether the browser has sent a message from that address since
        self._shown = self._before = self.config  # by the last run of the page, and by the one before a change
        self._told = self.problems
        self._settled = 0.0

    def change(self, **changes) -> None:
        """`Config.replace`. The link and the page follow in the page's next run."""
        self._put(self.config.replace(**changes))

    def dismiss(self) -> None:
        """Put the problems away; the same sentence is not shown again in this session."""
        self.dismissed.update(self.problems)
        self.problems = []

    def is_echo(self, shows: Callable[[Config], Any], value) -> bool:
        """Whether a widget's new value is no wish, but what it showed before the browser heard of the last change.

        `shows` gives the value that the widget has for a Config.
        """
        query = st.query_params.to_dict()
        if query != self._address:
            return shows(Config.from_query(query)[0]) == value
        return monotonic() - self._settled < SETTLING and shows(self._before) == value

    @property
    def page_is_behind(self) -> bool:
        """Whether the page shows something older than this, and has to be run again. For runs of a fragment.

        So it is after a change in the live view. So it is, too, when a click on the page meets a question of the live
        view: the browser sends both in one message, and Streamlit runs the fragment only.
        """
        self._heard |= st.query_params.to_dict() == self._address
        return (self._shown, self._told) != (self.config, self.problems)

    def follow(self, query: Query, chosen: bool) -> Query:
        """The address that the browser should have, given the one that its message came from.

        `chosen`: the address is there because somebody went to it. Then it is taken as the new Config, and so it is if
        the browser had heard of the last address before; unless the Config has changed since.
        """
        self._heard |= query == self._address
        if query != self._address and (chosen or self._heard) and self.config == self._shown:
            config, problems = Config.from_query(query)
            self.problems = [problem for problem in problems if problem not in self.dismissed]
            self._put(config)
        if self.config != self._shown:
            self._before, self._shown = self._shown, self.config
        self._told = self.problems
        self._address = self.config.to_query()
        self._heard = query == self._address
        return self._address

    def settle(self) -> None:
        """A run of the page has ended."""
        self._settled = monotonic()

    def _put(self, config: Config) -> None:
        if config != self.config:
            self.config = config
            self.player.change(config)


def of_session() -> Experiment:
    """This session's experiment, brought into agreement with the address. Once a run, before any widget."""
    query = st.query_params.to_dict()
    if KEY not in st.session_state:
        st.session_state[KEY] = Experiment(query)
    experiment = st.session_state[KEY]
    wanted = experiment.follow(query, _was_chosen())
    if wanted != query:
        st.query_params.from_dict(wanted)
    return experiment


def _was_chosen() -> bool:
    """Whether this run is for Back or Forward, or for a link to another page."""
    context = get_script_run_ctx()
    came_from = st.session_state.get(f"{KEY}.page")
    st.session_state[f"{KEY}.page"] = context.page_script_hash
    return context.is_history_navigation or context.page_script_hash != came_from

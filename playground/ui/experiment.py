"""The experiment of a session: one Config, the player that trains it, and the link that says the same.

It lives under one session key that no widget owns, so it survives a change of page. Widgets, links and the
live view are views of its Config and change it through `Experiment.change` only.
"""

import streamlit as st

from playground.config import Config
from playground.live.player import Player

KEY = "experiment"


class Experiment:
    """`config` and `player` always agree; `problems` are sentences about a link that was not legal, until dismissed."""

    def __init__(self, query: dict[str, str]):
        self.dismissed: set[str] = set()
        self.config, self.problems = Config.from_query(query)
        self.player = Player(self.config)
        self._agreed = query

    def change(self, **changes) -> None:
        """`Config.replace`. The link follows in the next run of the page."""
        self._put(self.config.replace(**changes))

    def dismiss(self) -> None:
        """Put the problems away; the same sentence is not shown again in this session."""
        self.dismissed.update(self.problems)
        self.problems = []

    def follow(self, query: dict[str, str]) -> dict[str, str]:
        """The query that the address bar should have, given the one that it has.

        Whichever of the two has changed since they last agreed is right: the Config, if a widget or the live view
        changed it, else the query, if someone edited the address or went back in the history. The Config comes
        first, because a browser may send a click with an address that is one change behind.
        """
        if query != self._agreed and self._written == self._agreed:
            config, problems = Config.from_query(query)
            self.problems = [problem for problem in problems if problem not in self.dismissed]
            self._put(config)
        self._agreed = self._written
        return self._agreed

    @property
    def _written(self) -> dict[str, str]:
        return self.config.to_query()

    def _put(self, config: Config) -> None:
        if config != self.config:
            self.config = config
            self.player.change(config)


def of_session() -> Experiment:
    """This session's experiment, brought into agreement with the address bar. Once a run, before any widget."""
    query = st.query_params.to_dict()
    if KEY not in st.session_state:
        st.session_state[KEY] = Experiment(query)
    experiment = st.session_state[KEY]
    wanted = experiment.follow(query)
    if wanted != query:
        st.query_params.from_dict(wanted)
    return experiment

"""The experiment of a session: one Config, the player that trains it, and the link that describes it.

It is stored under one session key that belongs to no widget, so it survives a change of page. Widgets, links and the
live view are views of its Config and change it through `Experiment` only.

Every message of the browser contains the page's address. A message that is older than the last change still has the
former address, which must not undo the change. This happens in particular where the live view asks by fragment reruns.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.config import FIELDS, TASKS, Config
from playground.live.player import Player
from playground.query import Problem, known, read

KEY = "experiment"

Query = Mapping[str, str | list[str]]


class Shown(NamedTuple):
    """What the last run of a page sent to the browser."""

    page: str
    config: Config
    problems: tuple[Problem, ...]


class Experiment:
    """`config` and `player` always agree. `problems` are the illegal parts of a link, until they are dismissed."""

    def __init__(self, query: Query):
        config, problems = Config.from_query(query)
        self.config = config
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.player = Player(config, on_edit=self.request_change, on_open=self.open)
        self.dismissed: set[Problem] = set()
        self.messages: dict[Problem, str] = {}  # each problem as a sentence, with the value that is used instead
        self.own: Any = None  # the page's own settings, if the page was just opened by a link that contains them
        self.moves: Counter[str] = Counter()  # by widget name, how often Python has changed it; see controls.py
        self.drawn: dict[str, Any] = {}  # by widget name, the value with which it was drawn last
        self._left: dict[str, Config] = {}  # by task, its last Config before the task was changed
        self._shown = Shown("", self.config, self.problems)
        self._url_seen = True  # whether a message from the address of what is shown has arrived

    def request_change(self, **changes) -> None:
        """Apply `Config.replace` if the result is legal. A task is restored with its former data set and loss.

        The link and the page follow in the page's next run.
        """
        # Runs of the page call this, and the thread that answers clicks in the drawing.
        with self.player.lock:
            left = self._left.get(changes.get("task", ""))
            if left and left.task != self.config.task:
                changes = {name: getattr(left, name) for name in TASKS[left.task].legal} | changes
            try:
                config = self.config.replace(**changes)
            except ValueError:
                # The page was older than the Config: the activation of a layer, for example, that was just removed in
                # the drawing. The current choices are about to reach the browser.
                return
            self._put(config)

    def open(self, config: Config, problems: Iterable[Problem]) -> None:
        """Use the Config of a link, which has these problems. The link and the page follow in the page's next run."""
        with self.player.lock:
            self.problems = tuple(problem for problem in problems if problem not in self.dismissed)
            self._put(config)

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Add problems of the part of the link that belongs to the page."""
        fresh = [problem for problem in problems if problem not in (*self.problems, *self.dismissed)]
        if fresh:
            self.problems += tuple(fresh)
            self._shown = Shown(self._shown.page, self.config, self.problems)

    @property
    def page(self) -> str:
        """The page that ran last."""
        return self._shown.page

    def dismiss(self) -> None:
        """Hide the problems; the same ones are not shown again in this session."""
        self.dismissed.update(self.problems)
        self.problems = ()

    @property
    def page_is_behind(self) -> bool:
        """Whether the page shows an older state and must be rerun. For runs of a fragment.

        This is the case after a change in the live view. It is also the case when the browser sends a click on the page
        and an ask of the live view in one message, because Streamlit then runs the fragment only.
        """
        return self._shown != Shown(self._shown.page, self.config, self.problems)

    def on_message(self, query: Query) -> None:
        """Note the address of a message. For callbacks of a fragment: `sync_url` does this for runs of the page.

        Do not call it in the fragment itself: a run of the page may already have set a new address by then.
        """
        self._url_seen |= query == self._shown.config.to_query()

    def sync_url(self, query: Query, page: str, by_history: bool) -> Query | None:
        """The address that the browser should have, or None if it has it. Call it once per run of a page.

        A different address becomes the new Config if the user went there: by Back or Forward, by a link to another
        page, or in a way that Streamlit does not report, provided that the browser already had the last address. If
        the Config has changed in the meantime, that change is the later one and wins.
        """
        # Edits in the drawing are applied in another thread.
        with self.player.lock:
            before = self._shown.config.to_query()
            chosen = by_history or page != self._shown.page or self._url_seen
            if chosen and query != before and self.config == self._shown.config:
                self.open(*Config.from_query(query))
            self._shown = Shown(page, self.config, self.problems)
            address = self.config.to_query()
            # The last address may still be on its way to the browser.
            self._url_seen = query == address and (self._url_seen or query == before)
            return None if self._url_seen else address

    def _put(self, config: Config) -> None:
        if config.task != self.config.task:
            self._left[self.config.task] = self.config
        self.config = config
        self.player.change(config)


def of_session(settings: type | None = None) -> Experiment:
    """This session's experiment, synchronized with the address. Call it once per run, before any widget.

    The part of the address that belongs to `settings`, the page's own declared class, stays there and in `own`.
    """
    query = _address()
    own = {key: query.pop(key) for key in list(query) if settings and _belongs_to(settings, key)}
    if KEY not in st.session_state:
        st.session_state[KEY] = Experiment(query)
    experiment = st.session_state[KEY]
    context = get_script_run_ctx()
    assert context is not None, "a page runs in Streamlit only"
    page = context.page_script_hash
    arrived = page != experiment.page or _by_history()
    address = experiment.sync_url(query, page, _by_history())
    if address is not None:
        st.query_params.from_dict(address | own)
    experiment.own = None
    if settings and arrived and own:
        experiment.own, problems = read(settings, own)
        experiment.add_problems(problems)
    return experiment


def _address() -> dict[str, str | list[str]]:
    """The query of the page's address. A key that stands there several times has a list of its texts."""
    found = {key: st.query_params.get_all(key) for key in st.query_params}
    return {key: texts if len(texts) > 1 else texts[0] for key, texts in found.items()}


def _belongs_to(settings: Any, key: str) -> bool:
    """Whether a key of a link belongs to the page's settings and not to the experiment."""
    return key.startswith(f"{settings.PREFIX}.") or (key in known(settings) and key not in FIELDS)


def _by_history() -> bool:
    """Whether this run was caused by Back or Forward."""
    # Not part of Streamlit's public interface. Without it, only a Back within moments of the last change is lost.
    return getattr(get_script_run_ctx(), "is_history_navigation", False)

"""The frame of every page: title, style, list of pages, link. The page's content goes inside `with page(…)`."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import streamlit as st
from threadpoolctl import threadpool_limits

from playground.config import FIELDS
from playground.lessons.course import COURSE
from playground.query import words
from playground.ui import experiment as experiments
from playground.ui.bar import bar, on_phone
from playground.ui.copy_link import copy_link
from playground.ui.experiment import Experiment
from playground.ui.reconnect import reconnect

HERE = Path(__file__).parent
NAME = "Neural Playground"


class Page(NamedTuple):
    """An entry in the list of pages. `path` is relative to the entry point."""

    path: str
    title: str
    icon: str


PLAYGROUND = Page("app.py", "Playground", ":material/play_circle:")
REFERENCE = Page("pages/reference.py", "Reference", ":material/menu_book:")
LESSONS = tuple(Page(f"pages/{entry.name}.py", entry.title, entry.icon) for entry in COURSE)
AT_ONCE = 3
"""Problems of a link that are shown; the others are behind a button."""

PAGES = (PLAYGROUND, *LESSONS, REFERENCE)
"""All pages, in the order of the list."""


@contextmanager
def page(
    title: str,
    panel: Callable[[Experiment], None] | None = None,
    settings: type | None = None,
    taken: Callable[[Experiment, str], str] | None = None,
    drawers: Mapping[str, Callable[[Experiment], None]] = MappingProxyType({}),
) -> Iterator[Experiment]:
    """The frame of a page; yields the session's experiment.

    `panel` draws the page's own part of the sidebar. `drawers` draw what stands in the place of all of it while it is
    open, by the key of the button that opens it. `settings` is the declared class of the page's own settings in its
    link. `taken` returns, as text, the value with which a lesson starts a field; it may differ from the experiment's.
    Every page begins with this, so any page may be the first request to a server.
    """
    _one_blas_thread(title)
    st.set_page_config(
        page_title=NAME if title == "Playground" else f"{title} · {NAME}",
        page_icon=HERE / "icon.svg",
        layout="wide",
        initial_sidebar_state=284,
    )
    st.html(HERE / "style.css")
    with st.sidebar:
        reconnect()  # before the content, which would move to the right when the sidebar opens with its first element
    drawer = bar(NAME, "Data and lessons" if panel else "Lessons", drawers)
    experiment = experiments.of_session(settings)
    if taken:
        _show_problems(experiment, "the lesson", taken)
    else:
        _show_problems(experiment, "the playground", _own)
    yield experiment
    # After the content: Streamlit sends elements in creation order, so the live view does not wait for the sidebar.
    with st.sidebar:
        if drawer and not on_phone():
            drawers[drawer](experiment)
        else:
            _contents(experiment, panel)
    _freeze_imports(title)


def _contents(experiment: Experiment, panel: Callable[[Experiment], None] | None) -> None:
    with st.container(key="sidebar", gap="small"):
        st.header(NAME, anchor=False)
        _list_pages(experiment, folded=panel is not None)
        if panel:
            panel(experiment)
        copy_link(experiment)


@st.cache_resource(show_spinner=False)
def _one_blas_thread(title: str) -> None:
    """Limit BLAS to one thread. It runs once per process and page, because a page's imports may load another BLAS.

    The matrices here are small, and BLAS threads wait for each other in a busy loop. On two cores, one of them busy
    drawing, a frame of six layers of eight units took 21 ms with two threads and 3 ms with one. More cores serve more
    sessions instead.
    """
    threadpool_limits(1, "blas")


@st.cache_resource(show_spinner=False)
def _freeze_imports(title: str) -> None:
    """Exclude all objects loaded so far from garbage collection. It runs once per process and page.

    A collection that scans the objects of the imported libraries takes 40 to 110 ms, and stops all sessions meanwhile.
    Frozen objects are not scanned. It runs after the page's first run, because Streamlit imports many modules on first
    use.
    """
    gc.collect()
    gc.freeze()


def _list_pages(experiment: Experiment, folded: bool) -> None:
    """Links to all pages. `folded` puts the lessons behind one button, to leave room in the sidebar."""
    query = experiment.config.to_query()  # without it Streamlit clears the query on a change of page

    def link(page: Page) -> None:
        st.page_link(page.path, label=page.title, icon=page.icon, width="stretch", query_params=query)

    with st.container(key="pages", gap=8):
        link(PLAYGROUND)
        if folded:
            with st.grid(2, min_column_width=100, gap="xsmall", vertical_alignment="center"):
                with st.popover("Lessons", icon=":material/school:", type="tertiary", key="lessons"):
                    for page in LESSONS:
                        link(page)
                link(REFERENCE)
        else:
            for page in (*LESSONS, REFERENCE):
                link(page)


def _own(experiment: Experiment, key: str) -> str:
    return words(FIELDS[key], getattr(experiment.config, key))


def _show_problems(experiment: Experiment, who: str, taken: Callable[[Experiment, str], str]) -> None:
    """The first problems, the others behind a button. A sentence keeps the value at its first appearance."""
    shown = experiment.messages
    experiment.messages = {
        problem: shown.get(problem) or problem.sentence(who, problem.key and taken(experiment, problem.key))
        for problem in experiment.problems
    }
    if not experiment.messages:
        return
    sentences = list(experiment.messages.values())
    first, others = sentences[:AT_ONCE], sentences[AT_ONCE:]
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="problems"):
        st.markdown(":material/link_off:", width="content")
        with st.container(gap="xxsmall"):  # otherwise the text would push the buttons off a narrow screen
            for sentence in first:
                st.text(sentence)  # never as markdown: it repeats text from the link
        if others:
            with st.popover(f"{len(others)} more", type="tertiary", key="problems.more"):
                for sentence in others:
                    st.text(sentence)
        st.button("Dismiss", on_click=experiment.dismiss, key="problems.dismiss")

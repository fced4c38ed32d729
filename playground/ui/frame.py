"""The frame round every page: title, style, list of pages, link. A page is what stands inside `with page(…)`."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from threadpoolctl import threadpool_limits

from playground.config import FIELDS
from playground.lessons.course import COURSE
from playground.query import words
from playground.ui import experiment as experiments
from playground.ui.copy_link import copy_link
from playground.ui.experiment import Experiment
from playground.ui.reconnect import reconnect

HERE = Path(__file__).parent
NAME = "Neural Playground"


class Page(NamedTuple):
    """A page script, relative to the entry point, as the list shows it."""

    path: str
    title: str
    icon: str


PLAYGROUND = Page("app.py", "Playground", ":material/play_circle:")
REFERENCE = Page("pages/reference.py", "Reference", ":material/menu_book:")
LESSONS = tuple(Page(f"pages/{entry.name}.py", entry.title, entry.icon) for entry in COURSE)
PAGES = (PLAYGROUND, *LESSONS, REFERENCE)
"""All pages, in the order of the list."""


@contextmanager
def page(
    title: str,
    panel: Callable[[Experiment], None] | None = None,
    settings: type | None = None,
    taken: Callable[[Experiment, str], str] | None = None,
) -> Iterator[Experiment]:
    """The frame, with the page's own content inside the `with`; gives the session's experiment.

    `panel` draws the page's own part of the sidebar; `settings` is the declared class of what else its link says;
    `taken` gives the words of what a lesson starts with in a field, which need not be the experiment's value.
    Works as the first request to a server too: whatever page that is for, it begins with this.
    """
    _one_blas_thread(title)
    st.set_page_config(
        page_title=NAME if title == "Playground" else f"{title} · {NAME}",
        page_icon=HERE / "icon.svg",
        layout="wide",
        initial_sidebar_state=284,
    )
    st.html(HERE / "style.css")
    experiment = experiments.of_session(settings)
    _tell_problems(experiment, *(("the lesson", taken) if taken else ("the playground", _own)))
    yield experiment
    # After the content, for what is made first arrives first: an answer of the live view does not wait for widgets.
    with st.sidebar, st.container(key="sidebar", gap="small"):
        st.header(NAME, anchor=False)
        _list_pages(experiment, folded=panel is not None)
        if panel:
            panel(experiment)
        copy_link()
        reconnect()
    _freeze_imports(title)


@st.cache_resource(show_spinner=False)
def _one_blas_thread(title: str) -> None:
    """Products of matrices on one thread each; once a process for each page, whose imports may bring another BLAS.

    The matrices of a playground are small, and the threads of a BLAS wait for each other in a busy loop: on two cores,
    one of them busy drawing, a frame of six layers of eight took 21 ms with two threads, and 3 ms with one. Sessions,
    not products, are what a server has cores for.
    """
    threadpool_limits(1, "blas")


@st.cache_resource(show_spinner=False)
def _freeze_imports(title: str) -> None:
    """Keep all that is loaded by now out of garbage collection; once a process for each page, after its first run.

    Going through the objects of the imported libraries takes 40 to 110 ms, while everybody's pictures wait; what is
    frozen is not looked at again. After the run, not before it: Streamlit imports much of what it needs when it is
    first used.
    """
    gc.collect()
    gc.freeze()


def _list_pages(experiment: Experiment, folded: bool) -> None:
    """All pages; the lessons are `folded` into one button where the sidebar is needed for other things."""
    query = experiment.config.to_query()  # without one Streamlit would clear the address on the way

    def link(page: Page) -> None:
        st.page_link(page.path, label=page.title, icon=page.icon, width="stretch", query_params=query)

    with st.container(key="pages", gap=8):
        link(PLAYGROUND)
        if folded:
            with st.popover("Lessons", icon=":material/school:", type="tertiary", key="lessons"):
                for page in LESSONS:
                    link(page)
        else:
            for page in LESSONS:
                link(page)
        link(REFERENCE)


def _own(experiment: Experiment, key: str) -> str:
    return words(FIELDS[key], getattr(experiment.config, key))


def _tell_problems(experiment: Experiment, who: str, taken: Callable[[Experiment, str], str]) -> None:
    """One line, with the others behind a button; each is worded once, as it is by then."""
    experiment.told = {
        problem: experiment.told.get(problem) or problem.sentence(who, problem.key and taken(experiment, problem.key))
        for problem in experiment.problems
    }
    if not experiment.told:
        return
    first, *others = experiment.told.values()
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key="problems"):
        st.markdown(":material/link_off:", width="content")
        with st.container():  # or the text, on a narrow screen, would push the buttons off it
            st.text(first)  # never as markdown: it repeats what stood in the link
        if others:
            with st.popover(f"{len(others)} more", type="tertiary", key="problems.more"):
                for sentence in others:
                    st.text(sentence)
        st.button("Dismiss", on_click=experiment.dismiss, key="problems.dismiss")

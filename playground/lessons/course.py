"""The lessons in the order of the course, for lists of pages: known without loading any of them."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A lesson: the name of its page, its subject, the question below it, an icon, and the former name of its page."""

    name: str
    title: str
    question: str
    icon: str
    former: str


COURSE = (
    Entry(
        "linear_separability", "Linear separability", "Can a line do it?", ":material/show_chart:", "can_a_line_do_it"
    ),
    Entry("backpropagation", "Backpropagation", "What flows back?", ":material/account_tree:", "what_flows_back"),
    Entry("optimizers", "Optimizers", "Which way down?", ":material/landscape:", "which_way_down"),
    Entry("initialization", "Initialization", "Where to start?", ":material/flag:", "where_to_start"),
    Entry(
        "capacity_and_regularization",
        "Capacity and regularization",
        "Too little, too much?",
        ":material/balance:",
        "too_little_too_much",
    ),
    Entry("loss_functions", "Loss functions", "What is wrong, in numbers?", ":material/percent:", "what_is_wrong"),
)

FORMER = {entry.former: entry.name for entry in COURSE}
"""By a page's former name the one it has now: old addresses lead there."""


def entry(name: str) -> dict[str, str]:
    """Name, title, question and icon of a lesson, for its record."""
    (found,) = [each for each in COURSE if each.name == name]
    return {field: getattr(found, field) for field in ("name", "title", "question", "icon")}

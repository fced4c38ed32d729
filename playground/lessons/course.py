"""The lessons in the order of the course, for lists of pages; does not import any lesson."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A lesson: its title, its question, an icon, and the former name of its page."""

    title: str
    question: str
    icon: str
    former: str = ""

    @property
    def name(self) -> str:
        """Name of its page."""
        return self.title.lower().replace(" ", "_")


COURSE = (
    Entry("Linear separability", "Can a line do it?", ":material/show_chart:", "can_a_line_do_it"),
    Entry("Backpropagation", "What flows back?", ":material/account_tree:", "what_flows_back"),
    Entry("Optimizers", "Which way down?", ":material/landscape:", "which_way_down"),
    Entry("Initialization", "Where to start?", ":material/flag:", "where_to_start"),
    Entry("Capacity and regularization", "Too little, too much?", ":material/balance:", "too_little_too_much"),
    Entry("Loss functions", "What is wrong, in numbers?", ":material/percent:", "what_is_wrong"),
)

FORMER = {entry.former: entry.name for entry in COURSE if entry.former}
"""The current name of a page by its former name, for redirects."""


def entry(name: str) -> dict[str, str]:
    """Name, title, question and icon of a lesson, as arguments of `Lesson`."""
    (found,) = [each for each in COURSE if each.name == name]
    return {field: getattr(found, field) for field in ("name", "title", "question", "icon")}

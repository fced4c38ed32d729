"""The lessons in the order of the course, for lists of pages: known without loading any of them."""

from typing import NamedTuple


class Entry(NamedTuple):
    """The name of a lesson's page and module, its title and its icon."""

    name: str
    title: str
    icon: str


COURSE = (
    Entry("linear_separability", "Can a line do it?", ":material/show_chart:"),
    Entry("backpropagation", "What flows back?", ":material/account_tree:"),
    Entry("optimizers", "Which way down?", ":material/landscape:"),
    Entry("initialization", "Where to start?", ":material/flag:"),
    Entry("capacity_and_regularization", "Too little, too much", ":material/balance:"),
    Entry("loss_functions", "What is wrong, in numbers?", ":material/percent:"),
)


def entry(name: str) -> dict[str, str]:
    """Name, title and icon of a lesson, for its record."""
    (found,) = [each for each in COURSE if each.name == name]
    return found._asdict()

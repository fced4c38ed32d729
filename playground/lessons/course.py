"""The lessons in the order of the course, for lists of pages: known without loading any of them."""

from typing import NamedTuple


class Entry(NamedTuple):
    """The name of a lesson's page and module, its title and its icon."""

    name: str
    title: str
    icon: str


COURSE = (
    Entry("can_a_line_do_it", "Can a line do it?", ":material/show_chart:"),
    Entry("what_flows_back", "What flows back?", ":material/account_tree:"),
    Entry("which_way_down", "Which way down?", ":material/landscape:"),
    Entry("where_to_start", "Where to start?", ":material/flag:"),
    Entry("too_little_too_much", "Too little, too much", ":material/balance:"),
    Entry("what_is_wrong", "What is wrong, in numbers?", ":material/percent:"),
)


def entry(name: str) -> dict[str, str]:
    """Name, title and icon of a lesson, for its record."""
    (found,) = [each for each in COURSE if each.name == name]
    return found._asdict()

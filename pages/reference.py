"""Every entry of every table, with its picture and its formula."""

from playground.ui import frame

frame.open_page("Reference")

"""A browser that shows a scene, for tests: the values received from the show or from its server."""

import numpy as np

from playground.fields import needs_restart
from playground.scene.known import grown, kept, whole
from playground.scene.show import Show
from tests.messages import unpack


def told(payload: bytes) -> tuple[dict, list[tuple[float, dict]]]:
    """Header of a message; position and values of each of its pictures."""
    header, sections = unpack(payload)
    pictures = []
    for frame in header["frames"]:
        arrays = {
            name: np.frombuffer(sections[key], f"<{kind}").reshape(shape)
            for name, (kind, shape, key) in frame["arrays"].items()
        }
        pictures.append((frame["position"], frame["values"] | arrays))
    return header, pictures


def ask(server, **question) -> tuple[dict, list[tuple[float, dict]]]:
    """The server's answer to the next question of a browser that has all earlier answers."""
    header, _ = told(server.payload)
    return told(server.answer({"gen": header["gen"], "seq": header["seq"] + 1} | question))


class SceneClient:
    """A show from its first picture on."""

    def __init__(self, show: Show):
        self.show, self._known, self._panels = show, {}, {}
        self._introduced()

    def _introduced(self):
        panels = self.show.layout().panels
        self._known = kept(self._known, self._panels, panels)
        self._panels = panels
        self._see({**self.show.static(), **self.show.update()})

    def _see(self, values):
        self._known = grown(self._known, values, self._panels)

    @property
    def values(self) -> dict:
        """By slot, rows of growing curves included."""
        return whole(self._known)

    def advance(self, pictures: int = 1) -> bool:
        """Whether there were so many."""
        for _ in range(pictures):
            if not self.show.advance():
                return False
            self._see(self.show.update())
        return True

    def change(self, settings) -> None:
        """Other values of live settings."""
        assert not needs_restart(self.show.settings, settings)
        self.show.change(settings)
        self._introduced()

"""Turns: one at a time, in the order of arrival, urgent ones first."""

import threading
import time

import pytest

from playground.web.turns import CROWDED, WINDOW, Turns


def taken_in_order(urgent: list[bool]) -> list[int]:
    """The numbers of threads in the order of their turns; they arrive one after the other while a turn is held."""
    turns, order, threads = Turns(), [], []

    def work(number):
        with turns.turn(urgent=urgent[number]):
            order.append(number)

    with turns.turn():
        for number in range(len(urgent)):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(turns._urgent) + len(turns._waiting) <= number:
                time.sleep(0.001)
        assert turns.hurried == any(urgent)
    for thread in threads:
        thread.join(10)
    return order


def test_turns_are_taken_in_the_order_of_arrival():
    assert taken_in_order([False] * 6) == list(range(6))


def test_urgent_turns_come_first():
    assert taken_in_order([False, True, False, True]) == [1, 3, 0, 2]


def test_two_never_hold_a_turn_at_once():
    turns, inside, most = Turns(), [], []

    def work():
        for _ in range(50):
            with turns.turn():
                inside.append(1)
                most.append(len(inside))
                time.sleep(0)
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert max(most) == 1
    assert len(most) == 200


def test_a_turn_that_fails_is_handed_on():
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn():
        _ = 1 / 0
    with turns.turn():
        pass


@pytest.mark.parametrize(("share", "crowded"), [(CROWDED + 0.1, True), (CROWDED - 0.1, False)])
def test_a_process_that_uses_much_of_its_core_is_crowded(monkeypatch, share, crowded):
    turns = Turns()
    clocks = {"perf_counter": turns._read_at + 2 * WINDOW, "process_time": turns._used + 2 * WINDOW * share}
    for name, moment in clocks.items():
        monkeypatch.setattr(f"playground.web.turns.time.{name}", lambda moment=moment: moment)
    with turns.turn():
        pass
    assert turns.crowded is crowded

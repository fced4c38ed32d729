"""Numbers of generations."""

from playground.web import generations


def test_a_generation_of_another_player_is_never_a_past_one():
    mine, other = generations.first(), generations.first()
    assert generations.is_past(mine + 1, mine + 2)
    assert not generations.is_past(mine + 2, mine + 2)
    assert not generations.is_past(mine + 3, mine + 2)
    assert mine != other
    assert not generations.is_past(min(mine, other) + 1, max(mine, other) + 2)


def test_the_numbers_are_exact_in_javascript():
    assert all(0 <= generations.first() + 2**20 <= 2**53 for _ in range(100))

"""What is written after an answer has begun is worked on in turns, too."""

from leadscout.model.budget import BUDGET, Budget, paced


def test_each_piece_of_a_file_is_made_on_a_place_of_its_own():
    held, most = [], []
    budget = Budget(30, 10, held.pop, lambda: held.append("place"))

    def pieces():
        for number in range(3):
            most.append(len(held))
            yield number

    token = BUDGET.set(budget)
    file = paced(pieces())
    BUDGET.reset(token)  # the answer has begun: its request is over for whoever counts
    assert [(piece, len(held)) for piece in file] == [(0, 0), (1, 0), (2, 0)]
    assert (most, held) == ([1, 1, 1], [])

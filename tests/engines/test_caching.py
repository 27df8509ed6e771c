"""What the bitmap engine keeps of questions is bounded by the values in them."""

from leadscout.engines.bitmap.caching import BoundedCache


def test_of_what_is_large_little_is_kept():
    made = []
    kept = BoundedCache(1000, lambda key, _: key[1])

    def ask(*key):
        return kept.get(key, lambda: made.append(key) or key)

    for number in range(50):
        ask(number, 100)
    assert len(made) == 50
    ask(49, 100)
    assert len(made) == 50, "the last ones are kept"
    for number in range(50):
        ask(number, 100)
    assert len(made) >= 90, "no more than ten have a place"
    ask("larger than all", 5000)
    ask(0, 1)
    assert ask(0, 1) == (0, 1)

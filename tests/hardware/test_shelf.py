from hardware.shelf import MOST_KEPT, Shelf


def test_a_reading_is_kept_for_two_minutes() -> None:
    shelf = Shelf()
    shelf.put("one", "busia-1 mrz", b"first", at=100.0)

    assert shelf.messages(at=219.9) == [b"first"]
    assert shelf.messages(at=220.0) == []


def test_what_was_taken_is_gone_and_taking_it_twice_is_no_error() -> None:
    shelf = Shelf()
    shelf.put("one", "busia-1 mrz", b"first", at=0.0)
    shelf.put("two", "busia-1 mrz", b"second", at=0.0)

    shelf.take("one")
    shelf.take("one")

    assert shelf.messages(at=1.0) == [b"second"]


def test_the_oldest_of_the_same_device_makes_room() -> None:
    shelf = Shelf()
    shelf.put("other", "busia-2 mrz", b"other", at=0.0)

    for number in range(MOST_KEPT + 1):
        shelf.put(str(number), "busia-1 mrz", f"{number}".encode(), at=0.0)

    assert shelf.messages(at=1.0)[:2] == [b"other", b"1"]
    assert len(shelf.messages(at=1.0)) == MOST_KEPT + 1

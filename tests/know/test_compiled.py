"""Compiled loops say what plain Python says, also where their code cannot be kept."""

import numba

from qorgan.know.compiled import compiled


def _sum_of_squares(number):
    total = 0
    for one in range(number):
        total += one * one
    return total


def test_a_compiled_function_gives_the_same():
    assert compiled(_sum_of_squares)(1000) == _sum_of_squares(1000)


def test_where_no_folder_can_be_written_it_is_compiled_all_the_same(monkeypatch):
    plain = numba.njit

    def without_a_place(*, cache=False, **how):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return plain(**how)

    monkeypatch.setattr(numba, "njit", without_a_place)
    assert compiled(_sum_of_squares)(1000) == _sum_of_squares(1000)

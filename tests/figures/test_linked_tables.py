from itertools import combinations

from figures.linked_tables import hidden_cells

SIZES = {"a": 12, "b": 4, "c": 15, "d": 11, "e": 20, "f": 13}


def big(atoms):
    return sum(SIZES[atom] for atom in atoms) >= 10


def shown(tables, hidden):
    return [cell for table, gone in zip(tables, hidden, strict=True) for name, cell in table.items() if name not in gone]


def test_nothing_small_nothing_hidden():
    assert hidden_cells([{"x": frozenset("ac"), "y": frozenset("de")}], big) == [{}]


def test_a_lone_small_cell_takes_company_until_both_could_be_shown_as_one():
    assert hidden_cells([{"x": frozenset("b"), "y": frozenset("a"), "z": frozenset("ce")}], big) == [
        {"x": "too few", "y": "protects another"}
    ]


def test_a_difference_between_two_tables_gives_no_small_atom_away():
    regions = {"north": frozenset("ab"), "south": frozenset("cdef")}
    types = {"acute": frozenset("a"), "secure": frozenset("bcdef")}
    tables = [regions, types]
    hidden = hidden_cells(tables, big)
    left = [*shown(tables, hidden), frozenset("abcdef")]
    assert not any(one - other == frozenset("b") and other < one for one, other in combinations(left, 2))
    assert not any(one - other == frozenset("b") and other < one for other, one in combinations(left, 2))
    assert any(hidden)


def test_a_cell_of_all_is_the_total_and_stays():
    tables = [{"phase": frozenset("abc"), "other": frozenset()}, {"x": frozenset("b"), "y": frozenset("a"), "z": frozenset("c")}]
    assert hidden_cells(tables, big)[0] == {}


def test_empty_tables():
    assert hidden_cells([{}, {"x": frozenset()}], big) == [{}, {}]


def test_where_even_all_together_are_too_few_all_go():
    tables = [{"x": frozenset("b"), "y": frozenset("a")}]
    assert hidden_cells(tables, lambda atoms: False) == [{"x": "too few", "y": "too few"}]

"""Several tables of the same places: which cells to hide so that no shown cells give a hidden one away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from figures.arguments import FigureError, listed, mapping

#: A table: the name of each cell → the atoms (wards, say) that it is made of.
Table = Mapping[str, frozenset[Any]]

#: Sums and differences are worked out modulo this prime: exact, for no determinant of 0s and 1s over up
#: to 60 atoms reaches it (Hadamard's bound), and much faster than fractions.
_PRIME = 2**127 - 1


def hidden_cells(tables: Sequence[Table], may_show: Callable[[frozenset[Any]], bool]) -> list[dict[str, str]]:
    """For each table, cell → "too few" or "protects another"; cells left out are shown, empty ones too.

    may_show: whether the figure of a set of atoms may be shown by itself; that of all atoms together
    is taken as shown, and so is a cell of them all. Rule: a cell goes where it may not be shown; then the
    smallest shown ones go with it until what is hidden in a table could be shown as one. Last, no
    hidden cell, and no single atom that may not be shown, may be a sum or difference of what is shown
    in all tables: of the cells that give it away the smallest goes.
    Source: Hundepool et al., Statistical Disclosure Control, 2012, chapter 4 (linked tables). Unit: names.
    Errors: FigureError unless tables are mappings in a list and may_show can be called.
    Does not prove: that a colleague cannot tell; they know some of the answers beforehand.

    >>> tables = [{"North": frozenset("ab"), "South": frozenset("c"), "East": frozenset("def")}]
    >>> hidden_cells(tables, lambda atoms: len(atoms) > 1)
    [{'South': 'too few', 'North': 'protects another'}]
    """
    tables = [mapping(f"tables[{i}]", table, "names to atoms") for i, table in enumerate(listed("tables", tables))]
    if not callable(may_show):
        raise FigureError(f"may_show must be a function of a set of atoms, not {may_show!r}")
    cells = [cell for table in tables for cell in table.values()]
    everything: frozenset[Any] = frozenset().union(*cells)
    if not everything:
        return [{} for _ in tables]
    hidden = [{name: "too few" for name, cell in table.items() if cell and not may_show(cell)} for table in tables]
    alone = [frozenset([atom]) for atom in sorted(everything, key=str)]
    while True:
        for table, gone in zip(tables, hidden, strict=True):
            _hide_company(table, gone, may_show, everything)
        places = [
            (i, name)
            for i, table in enumerate(tables)
            for name, cell in table.items()
            if cell and cell != everything and name not in hidden[i]
        ]
        span = _Span(sorted(everything, key=str), [everything, *(tables[i][name] for i, name in places)])
        secret = {table[name] for table, gone in zip(tables, hidden, strict=True) for name in gone} | set(alone)
        found = (span.combination(cell) for cell in sorted(secret, key=lambda cell: sorted(map(str, cell))) if not may_show(cell))
        # The whole (position 0) is shown anyway: only the others can go.
        telling = next((combination - {0} for combination in found if combination - {0}), None)
        if not telling:
            return hidden
        i, name = min((places[position - 1] for position in telling), key=lambda place: (len(tables[place[0]][place[1]]), place))
        hidden[i][name] = "protects another"


def _hide_company(
    table: Table, gone: dict[str, str], may_show: Callable[[frozenset[Any]], bool], everything: frozenset[Any]
) -> None:  # fmt: skip
    while gone and not (len(gone) > 1 and may_show(frozenset().union(*(table[name] for name in gone)))):
        shown = [name for name, cell in table.items() if cell and cell != everything and name not in gone]
        if not shown:
            return
        gone[min(shown, key=lambda name: (len(table[name]), name))] = "protects another"


class _Span:
    """All sums and differences of some cells, by Gauss's elimination; remembers which cells each needs."""

    def __init__(self, atoms: list[Any], cells: list[frozenset[Any]]) -> None:
        self.atoms, self.width = atoms, len(atoms)
        #: pivot → row over the atoms, followed by how much of each cell is in it
        self.rows: dict[int, list[int]] = {}
        for position, cell in enumerate(cells):
            row = self._row(cell) + [int(i == position) for i in range(len(cells))]
            row = self._reduced(row)
            pivot = next((i for i in range(self.width) if row[i]), None)
            if pivot is not None:
                inverse = pow(row[pivot], -1, _PRIME)
                self.rows[pivot] = [value * inverse % _PRIME for value in row]
        self.count = len(cells)

    def combination(self, cell: frozenset[Any]) -> frozenset[int]:
        """Positions of the cells that give this one away; empty where none do."""
        row = self._reduced(self._row(cell) + [0] * self.count)
        if any(row[: self.width]):
            return frozenset()
        return frozenset(i for i in range(self.count) if row[self.width + i])

    def _row(self, cell: frozenset[Any]) -> list[int]:
        return [int(atom in cell) for atom in self.atoms]

    def _reduced(self, row: list[int]) -> list[int]:
        for pivot in sorted(self.rows):
            factor = row[pivot]
            if factor:
                row = [(value - factor * other) % _PRIME for value, other in zip(row, self.rows[pivot], strict=True)]
        return row

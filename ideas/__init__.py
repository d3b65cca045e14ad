"""What a ward changes and whether it works.

Owns change ideas and their stages, PDSA cycles, measures with their run charts, findings, reach, the library
and quotes. Leaves the rules of a run chart to `figures`, the meetings in which ideas are talked over to
`coaching`, and what all wards add up to, to `impact`.
"""

"""What a ward changes and whether it works: change ideas, PDSA cycles, measures, findings, reach, library, quotes."""

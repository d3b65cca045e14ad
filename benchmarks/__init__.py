"""What must stay fast, as ratios: `make bench`. Times differ from machine to machine, ratios hardly do."""

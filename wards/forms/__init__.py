"""The forms of who takes part and where."""

"""Pages of who takes part and where; what a ward team does is drawn by higher rooms."""

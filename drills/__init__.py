"""Faults on purpose: `make drills` kills each part with signal 9 and shows that nothing committed was lost, and that no
reminder was made or accepted twice or got lost without a mark."""

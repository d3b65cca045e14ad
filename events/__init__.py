"""Learning events, webinars and the community of practice."""

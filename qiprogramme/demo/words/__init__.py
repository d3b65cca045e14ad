"""What the demo programme says, in invented words of invented people."""

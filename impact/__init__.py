"""What it adds up to.

Owns the pages of a ward, provider, region, nation and sponsor, the rules of a quiet team, the published figures
and the editions of the impact summary, with their files. Keeps no fact of its own beside the editions: it reads
what coaching, surveys, ideas and events hold, and leaves to `figures` what is small, rounded and worded.
"""

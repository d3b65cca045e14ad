"""What it adds up to: the pages of a ward, provider, region, nation and sponsor; published figures and the impact summary."""

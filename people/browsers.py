"""A browser in two words, so that people know their own again and no more is kept of it."""

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
MACHINES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def coarse(user_agent: str) -> str:
    """“Firefox on Windows”, from the header User-Agent; “A browser” where nothing of it is known. No version."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "A browser")
    machine = next((words for sign, words in MACHINES if sign in user_agent), "")
    return f"{browser} on {machine}" if machine else browser

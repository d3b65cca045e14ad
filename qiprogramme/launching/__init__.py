"""`make run` and its neighbours: from a data folder to a web server, a worker and a beat, and down again.

It owns what the person at the keyboard sees: a line for each step with its time, one sentence where
something is in the way. Embedded PostgreSQL and Redis belong to `qiprogramme.embedded`; the packages
and `.venv` to `bootstrap.py`.
"""

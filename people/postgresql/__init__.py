"""Django's PostgreSQL backend, which also tells each transaction who is acting."""

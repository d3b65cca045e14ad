"""The API: who signs in with a token, and what it gives. Denied by default."""

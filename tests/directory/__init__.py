"""An organisation's directory for tests: a small Django project of its own, with the sign-in library's OpenID provider."""

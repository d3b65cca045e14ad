"""The top of the house: settings, addresses, Celery, embedded servers, health, Today, demo programme."""

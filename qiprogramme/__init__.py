"""The top of the house, imported by nobody.

Owns settings, addresses, Celery, the launcher with its embedded servers, health, Today and navigation, the list of
people, the router of the API and the demonstration programme. Leaves every rule of the field to the rooms below.
"""

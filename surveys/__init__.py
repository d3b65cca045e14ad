"""What people answered, counted without knowing who.

Owns questionnaires, survey rounds (waves), the respondent's path, which reaches nothing but two
database functions, and the rollups from team to provider to region.
"""

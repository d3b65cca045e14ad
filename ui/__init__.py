"""How it looks.

Owns the NHS components, form fields and filters, tables and lists, the words of dates, chart drawings, downloads
and error pages. Knows no people and no wards, and leaves what a number means to `figures`.
"""

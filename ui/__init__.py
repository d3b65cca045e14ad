"""How it looks: NHS components, form fields, lists, chart drawings, downloads, error pages. Knows no people and no wards."""

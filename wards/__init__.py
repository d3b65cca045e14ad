"""Who takes part and who may see what.

Owns providers, wards, programmes with their phases, project teams and the steps they take,
memberships, roles, the gate in the application and the row-level security under it. Leaves to
higher rooms what teams do: coaching, ideas, surveys.
"""

"""Learning events, webinars, the community of practice and the steering group.

Owns the meetings that are nobody's coaching, and how many came; who came stays with the national team.
Leaves the hours of coaching to `coaching` and the published counts to `impact`.
"""

"""Who met whom, for how long, what was agreed and what a sponsor was asked; Monday's reminders.

Owns sessions (of ward teams and of executives), the three hour measures, actions, requests to the sponsor
and the digests. Whether a team may need a hand is told by `impact.radar`, which also knows ideas and surveys;
what a change idea is, is `ideas`' to say; mail goes out through `people.outbox`.
"""

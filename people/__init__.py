"""Who is acting and what they did.

Owns the account, the person behind it, sign-in, the database backend that tells PostgreSQL who is
acting, the audit triggers, and the outbox for mail. It knows no role and no ward: what a person may
see or do is `wards`' to say.
"""

"""Who met whom, for how long, what was agreed and what a sponsor was asked; Monday's reminders."""

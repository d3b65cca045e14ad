from django.urls import path

from coaching.views import (
    actions,
    asks,
    attendance,
    hours,
    logging_sessions,
    plan,
    reminder_choices,
    reminders,
    reminders_next,
    sessions,
)

urlpatterns = [
    path("coaching/sessions/", sessions.session_list, name="session_list"),
    path("coaching/sessions/new/", logging_sessions.session_new, name="session_new"),
    path("coaching/sessions/<uuid:key>/", sessions.session, name="session"),
    path("coaching/sessions/<uuid:key>/log/", logging_sessions.session_log, name="session_log"),
    path("coaching/sessions/<uuid:key>/did-not-happen/", sessions.session_missed, name="session_missed"),
    path("coaching/sessions/<uuid:key>/attendance/", attendance.session_attendance, name="session_attendance"),
    path("coaching/plan/", plan.plan, name="plan"),
    path("coaching/plan/new/", plan.plan_new, name="plan_new"),
    path("coaching/hours/", hours.hours, name="hours"),
    path("coaching/actions/", actions.actions, name="actions"),
    path("coaching/actions/<uuid:key>/done/", actions.action_done, name="action_done"),
    path("asks/", asks.asks, name="asks"),
    path("asks/<uuid:key>/", asks.ask, name="ask"),
    path("wards/<uuid:key>/asks/new/", asks.ask_new, name="ask_new"),
    path("coaching/reminders/", reminders.reminders, name="reminders"),
    path("coaching/reminders/next/", reminders_next.reminders_next, name="reminders_next"),
    path("coaching/reminders/next/<uuid:key>/", reminders_next.reminders_next_of, name="reminders_next_of"),
    path("coaching/reminders/choices/", reminder_choices.choices, name="reminder_choices"),
    path("coaching/reminders/off/<str:token>/", reminder_choices.off, name="reminders_off"),
    path("coaching/reminders/<uuid:key>/", reminders.reminder, name="reminder"),
]

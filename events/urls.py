from django.urls import path

from events.views import calendar, events

urlpatterns = [
    path("events/", events.event_list, name="event_list"),
    path("events/calendar/", calendar.calendar, name="calendar"),
    path("events/calendar/new/", calendar.calendar_new, name="calendar_new"),
    path("events/calendar/stop/", calendar.calendar_stop, name="calendar_stop"),
    path("events/calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("events/<uuid:key>/", events.event, name="event"),
    path("community/", events.community, name="community"),
]

from django.urls import path

from events.views import events

urlpatterns = [
    path("events/", events.event_list, name="event_list"),
    path("events/<uuid:key>/", events.event, name="event"),
    path("community/", events.community, name="community"),
]

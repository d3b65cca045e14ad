from django.urls import path

from wards.views import changes

urlpatterns = [
    path("programme/changes/", changes.programme_changes, name="programme_changes"),
    path("wards/<uuid:key>/history/", changes.ward_history, name="ward_history"),
    path("changes/<slug:kind>/<uuid:key>/", changes.thing_changes, name="thing_changes"),
]

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from coaching.api import SessionList
from impact.api import ClaimList
from qiprogramme.api.sign_in import SignedIn

urlpatterns = [
    path("claims/", ClaimList.as_view(), name="api_claims"),
    path("sessions/", SessionList.as_view(), name="api_sessions"),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[SignedIn]), name="api_schema"),
]

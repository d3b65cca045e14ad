from django.urls import path

from surveys.views import responding, results, waves

urlpatterns = [
    path("surveys/", waves.survey_list, name="survey_list"),
    path("surveys/<uuid:key>/", waves.wave, name="wave"),
    path("surveys/<uuid:key>/results/", results.wave_results, name="wave_results"),
    path("wards/<uuid:key>/surveys/", waves.ward_surveys, name="ward_surveys"),
    path("surveys/links/<uuid:token>.svg", waves.survey_qr, name="survey_qr"),
    path("s/<uuid:token>/", responding.respond, name="respond"),
    path("s/<uuid:token>/easy-read/", responding.respond_easy, name="respond_easy"),
    path("s/<uuid:token>/thank-you/", responding.respond_thanks, name="respond_thanks"),
]

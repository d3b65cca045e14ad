from django.urls import path

from surveys.views import links, responding, results, waves

urlpatterns = [
    path("surveys/", waves.survey_list, name="survey_list"),
    path("surveys/<uuid:key>/", waves.wave, name="wave"),
    path("surveys/<uuid:key>/open/", waves.wave_open, name="wave_open"),
    path("surveys/<uuid:key>/close/", waves.wave_close, name="wave_close"),
    path("surveys/<uuid:key>/results/", results.wave_results, name="wave_results"),
    path("wards/<uuid:key>/surveys/", links.ward_surveys, name="ward_surveys"),
    path("surveys/links/<uuid:token>.svg", links.survey_qr, name="survey_qr"),
    path("surveys/links/<uuid:token>/poster/", links.survey_poster, name="survey_poster"),
    path("s/<uuid:token>/", responding.respond, name="respond"),
    path("s/<uuid:token>/easy-read/", responding.respond_easy, name="respond_easy"),
    path("s/<uuid:token>/thank-you/", responding.respond_thanks, name="respond_thanks"),
]

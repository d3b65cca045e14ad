from django.urls import include, path

from qiprogramme import health
from qiprogramme.views import account, demo, pages, people, personal_data, sign_ins, today

urlpatterns = [
    path("", today.today, name="today"),
    path("", include("wards.urls")),
    path("", include("impact.urls")),
    path("", include("wards.urls")),
    path("", include("people.urls")),
    path("", include("coaching.urls")),
    path("", include("ideas.urls")),
    path("", include("surveys.urls")),
    path("", include("events.urls")),
    path("people/", people.people, name="people"),
    path("people/<uuid:key>/data/", personal_data.data, name="data_of"),
    path("people/<uuid:key>/erase/", personal_data.erasure, name="erasure_of"),
    path("account/", account.account, name="account"),
    path("account/data/", personal_data.data, name="my_data"),
    path("account/erase/", personal_data.erasure, name="my_erasure"),
    path("account/continue/", account.kept_form, name="kept_form"),
    path("account/sign-ins/", sign_ins.sign_in_list, name="account_sign_ins"),
    path("account/sign-ins/elsewhere/end/", sign_ins.sign_out_elsewhere, name="account_sign_out_elsewhere"),
    path("account/sign-ins/<uuid:key>/end/", sign_ins.sign_out_there, name="account_sign_out_there"),
    path("account/tokens/", sign_ins.token_list, name="account_tokens"),
    path("account/tokens/new/", sign_ins.token_new, name="account_token_new"),
    path("account/tokens/<slug:key>/end/", sign_ins.token_end, name="account_token_end"),
    path("account/", include("qiprogramme.sign_in_urls")),
    path("api/v1/", include("qiprogramme.api.urls")),
    path("health/live/", health.live, name="health_live"),
    path("health/ready/", health.ready, name="health_ready"),
    path("demo/", demo.demo, name="demo"),
    path("demo/<uuid:key>/", demo.demo_sign_in, name="demo_sign_in"),
    path("who-can-see-what/", pages.who_can_see_what, name="who_can_see_what"),
    path("<slug:page>/", pages.page, name="page"),
]

handler404 = "ui.errors.not_found"
handler403 = "ui.errors.forbidden"
handler500 = "ui.errors.failed"
handler400 = "ui.errors.bad_request"
handler429 = "ui.errors.too_many"

from django.urls import path

from people.views import sign_in_names

urlpatterns = [
    path("account/name/", sign_in_names.name_sign_in, name="name_sign_in"),
    path("account/confirm/name/", sign_in_names.name_again, name="name_again"),
    path("account/code-card/", sign_in_names.code_card, name="code_card"),
]

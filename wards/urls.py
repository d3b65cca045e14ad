from django.urls import path

from wards.views import changes, invitations, joining, practitioners, team_people

urlpatterns = [
    path("programme/changes/", changes.programme_changes, name="programme_changes"),
    path("wards/<uuid:key>/history/", changes.ward_history, name="ward_history"),
    path("changes/<slug:kind>/<uuid:key>/", changes.thing_changes, name="thing_changes"),
    path("wards/<uuid:key>/people/", team_people.ward_people, name="ward_people"),
    path("wards/<uuid:key>/people/new/", team_people.role_new, name="role_new"),
    path("people/roles/<uuid:key>/end/", team_people.role_end, name="role_end"),
    path("people/roles/<uuid:key>/hand-over/", team_people.role_hand_over, name="role_hand_over"),
    path("people/invitations/", invitations.invitation_list, name="invitation_list"),
    path("people/invitations/new/", invitations.invitation_new, name="invitation_new"),
    path("people/invitations/list/", invitations.invitation_paste, name="invitation_paste"),
    path("people/invitations/<uuid:key>/resend/", invitations.invitation_resend, name="invitation_resend"),
    path("people/invitations/<uuid:key>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("join/", joining.join, name="join"),
    path("people/practitioners/", practitioners.practitioner_list, name="practitioner_list"),
    path("people/practitioners/<uuid:key>/", practitioners.practitioner, name="practitioner"),
    path("people/practitioners/<uuid:key>/new-card/", practitioners.card_again, name="card_again"),
    path("wards/<uuid:key>/people/cards/", practitioners.card_list, name="card_list"),
    path("people/cards/<uuid:key>/", practitioners.card, name="card"),
    path("people/cards/<uuid:key>/withdraw/", practitioners.card_withdraw, name="card_withdraw"),
    path("people/calls/", practitioners.call_list, name="call_list"),
    path("people/calls/<uuid:key>/done/", practitioners.call_done, name="call_done"),
    path("account/about-me/", joining.about_me, name="about_me"),
    path("account/step-back/", joining.step_back, name="step_back"),
    path("account/come-back/", joining.come_back, name="come_back"),
]

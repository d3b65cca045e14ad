from django.urls import path

from impact.views import claims, national, providers, sponsors, summaries, wards

urlpatterns = [
    path("wards/", wards.ward_list, name="ward_list"),
    path("wards/<uuid:key>/", wards.ward, name="ward"),
    path("wards/<uuid:key>/coaching/", wards.ward_coaching, name="ward_coaching"),
    path("wards/<uuid:key>/ideas/", wards.ward_ideas, name="ward_ideas"),
    path("providers/<uuid:key>/", providers.provider, name="provider"),
    path("national/", national.national, name="national"),
    path("regions/<slug:code>/", national.region, name="region"),
    path("sponsor/", sponsors.sponsor, name="sponsor"),
    path("impact/claims/", claims.claim_list, name="claim_list"),
    path("impact/claims/<slug:key>/", claims.claim, name="claim"),
    path("impact/claims/<slug:key>/rows/", claims.claim_rows, name="claim_rows"),
    path("impact/", summaries.summary_list, name="summary_list"),
    path("impact/summaries/new/", summaries.summary_new, name="summary_new"),
    path("impact/summaries/draft/", summaries.summary_draft, name="summary_draft"),
    path("impact/summaries/draft/workbook/", summaries.draft_workbook, name="draft_workbook"),
    path("impact/summaries/draft/pdf/", summaries.draft_pdf, name="draft_pdf"),
    path("impact/summaries/<uuid:key>/", summaries.summary, name="summary"),
    path("impact/summaries/<uuid:key>/workbook/", summaries.summary_workbook, name="summary_workbook"),
    path("impact/summaries/<uuid:key>/pdf/", summaries.summary_pdf, name="summary_pdf"),
    path("published/<slug:slug>/", summaries.published, name="published"),
]

from django.urls import path

from ideas.views import change_ideas, library, measures, testing_cycles

# “idea” itself, the page of one change idea, has its address in a room above, which knows where the idea comes from.
urlpatterns = [
    path("ideas/", change_ideas.idea_list, name="idea_list"),
    path("wards/<uuid:key>/ideas/new/", change_ideas.idea_new, name="idea_new"),
    path("ideas/<uuid:key>/edit/", change_ideas.idea_edit, name="idea_edit"),
    path("ideas/<uuid:key>/stage/", change_ideas.idea_stage, name="idea_stage"),
    path("wards/<uuid:key>/progress/", change_ideas.progress, name="progress"),
    path("ideas/<uuid:key>/cycles/new/", testing_cycles.cycle_new, name="cycle_new"),
    path("ideas/<uuid:key>/cycles/<uuid:cycle>/", testing_cycles.cycle, name="cycle"),
    path("ideas/<uuid:key>/measures/new/", measures.measure_new, name="measure_new"),
    path("ideas/<uuid:key>/measures/<uuid:measure>/", measures.measure, name="measure"),
    path("ideas/<uuid:key>/measures/<uuid:measure>/points/new/", measures.point_new, name="point_new"),
    path("library/", library.library, name="library"),
    path("library/<uuid:key>/", library.library_entry, name="library_entry"),
]

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from people.keys import new_key
from people.models import Person
from people.nhs_numbers import FreeText, ShortText
from wards.models import Team
from wards.visible import Visible


class Theme(models.TextChoices):
    RACE = "race_ethnicity", "Race and ethnicity"
    RACISM = "racism", "Racism"
    RELIGION = "religion_belief", "Religion or belief"
    LANGUAGE = "language_interpreting", "Language and interpreting"
    CULTURE = "cultural_needs", "Cultural needs"
    SENSORY = "sensory_needs", "Sensory needs"
    COMMUNICATION = "communication_needs", "Communication needs"
    LEARNING_DISABILITY = "learning_disability", "Learning disability"
    AUTISM = "autism", "Autism"
    PHYSICAL = "disability_physical", "Physical disability"
    AGE = "age", "Age"
    SEX = "sex_gender", "Sex and gender"
    LGBTQ = "lgbtq", "LGBTQ+"
    OTHER = "other", "Another theme"


class ChangeIdea(models.Model):
    """A change that a team tries. `stage` moves only through `ideas.change_ideas.move`."""

    class Stage(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        TESTING = "testing", "Testing"
        ADAPTED = "adapted", "Adapted"
        ADOPTED = "adopted", "Adopted"
        ROUTINE = "routine", "In routine use"
        ABANDONED = "abandoned", "Abandoned"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="ideas")
    title = ShortText()
    who_for = ShortText("who it is for", help_text="The people whose care is less fair today")
    inequity = FreeText("what is unfair today", max_length=1000)
    how_known = FreeText("how we know", max_length=1000)
    aim = FreeText(max_length=1000)
    themes = ArrayField(models.CharField(max_length=24, choices=Theme), default=list, blank=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PROPOSED)
    moved_on = models.DateField(help_text="When the stage last changed")
    checked_on = models.DateField(null=True, blank=True, help_text="In routine use, last checked on")
    just_done_on = models.DateField(null=True, blank=True, help_text="Done at once, without a test cycle")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ideas")
    patients_involved = models.PositiveSmallIntegerField(default=0)
    carers_involved = models.PositiveSmallIntegerField(default=0)
    unexpected = FreeText("unexpected effects, good or bad", max_length=1000)
    what_was_learnt = FreeText(max_length=1000)
    adopted_from = models.ForeignKey("LibraryEntry", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_up")
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by",
        help_text="The idea of the same ward while it was another provider's",
    )  # fmt: skip
    added_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("-moved_on", "id")
        constraints = [models.UniqueConstraint(fields=["team", "id"], name="idea_owner")]
        indexes = [models.Index(fields=["team", "stage"])]

    def __str__(self) -> str:
        return self.title


class StageMove(models.Model):
    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    idea = models.ForeignKey(ChangeIdea, on_delete=models.CASCADE, related_name="moves")
    stage_before = models.CharField(max_length=10, choices=ChangeIdea.Stage, blank=True, default="")
    stage = models.CharField(max_length=10, choices=ChangeIdea.Stage)
    on = models.DateField()
    reason = ShortText(blank=True, default="")
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    # A key alone: this room knows no session. The foreign key stands in a migration of coaching.
    entered_in = models.UUIDField(
        null=True, blank=True, db_index=True, help_text="Key of the coaching session in which it was entered"
    )

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("on", "id")


class CoproductionRating(models.Model):
    """Where an idea stands on the seven-step ladder, rated apart by staff and by practitioners."""

    class Step(models.IntegerChoices):
        COERCION = 1, "Coercion"
        EDUCATING = 2, "Educating"
        INFORMING = 3, "Informing"
        CONSULTATION = 4, "Consultation"
        ENGAGEMENT = 5, "Engagement"
        CODESIGN = 6, "Co-design"
        COPRODUCTION = 7, "Co-production"

    class Rater(models.TextChoices):
        STAFF = "staff", "Staff"
        PRACTITIONERS = "practitioners", "Lived experience practitioners"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    idea = models.ForeignKey(ChangeIdea, on_delete=models.CASCADE, related_name="ratings")
    rater = models.CharField(max_length=13, choices=Rater)
    step = models.PositiveSmallIntegerField(choices=Step)
    on = models.DateField()

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("on", "id")


class ProgressScore(models.Model):
    """The team's progress, 0.5 to 5.0 in halves, set by its coach and never by the machine."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="progress")
    score = models.DecimalField(max_digits=2, decimal_places=1, validators=[MinValueValidator(0.5), MaxValueValidator(5)])
    on = models.DateField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_in = models.UUIDField(
        null=True, blank=True, db_index=True, help_text="Key of the coaching session in which it was entered"
    )

    objects = models.Manager()
    visible = Visible(team="team_id")

    class Meta:
        ordering = ("on", "id")

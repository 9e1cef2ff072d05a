"""Names the room to Django and listens for sign-ins."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "kinsight.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kinsight.casework.actions import sign_in_trail

        sign_in_trail.listen()

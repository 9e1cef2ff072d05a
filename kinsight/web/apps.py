"""Names the site to Django, and listens for what changes how somebody signs in."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kinsight.web"
    label = "web"

    def ready(self) -> None:
        from kinsight.web.accounts import second_factor

        second_factor.listen()

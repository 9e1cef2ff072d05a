"""What all tests share: random families take as long as they take, on any machine."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "kinsight", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("kinsight")

"""Kinds of service, the field's words; apart from the tables, so that reading knowledge does not import what stores them."""

#: Kinds of service, the field's words. `service.kind` is one of these.
SERVICE_KINDS = (
    "gp",
    "midwifery",
    "health-visiting",
    "school-nursing",
    "emergency",
    "camhs",
    "adult-mental-health",
    "substance-misuse",
    "sexual-health",
    "paediatrics",
    "dentistry",
    "community-nursing",
    "social-care",
    "education",
    "police",
    "kinsight",
    "other",
)

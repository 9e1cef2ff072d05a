"""What FHIR R4 resources say and how each element is read, as data and as SQL."""

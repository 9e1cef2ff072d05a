"""CDS Hooks, FHIR and SMART."""

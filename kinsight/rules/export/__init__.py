"""Practice knowledge as others' standards say it: rules as CQL, and all of it as FHIR resources. Pure: knowledge in, texts out."""

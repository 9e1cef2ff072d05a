"""The family of a picture as the site asks about it: who is who, which facts last, who can be asked what."""

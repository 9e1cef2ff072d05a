"""Views: read through `access`, shape with a presenter, render. Writing is an action's matter."""

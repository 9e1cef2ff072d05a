"""What every request passes: headers, kept drafts, and a role before any page."""

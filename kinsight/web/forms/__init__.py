"""What people type, checked and in words: Django forms shown with NHS components."""

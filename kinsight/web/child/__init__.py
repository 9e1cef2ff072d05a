"""A child's picture: pure presenters from the picture, fragments and family dicts to what one page shows."""

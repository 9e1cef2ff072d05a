"""A made-up English district as a health feed, with the truth of every told story beside it. Nobody in it is real."""

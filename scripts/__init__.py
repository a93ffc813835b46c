"""What handles files around the mathematics of descent: the stages, and what they share."""

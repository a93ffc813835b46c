"""The stages and what they share. These modules handle files; the mathematics is in descent/."""

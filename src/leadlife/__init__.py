"""leadlife: the life of a sales lead, as code inside your own application."""

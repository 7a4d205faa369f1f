"""Party organisations, units, posts and the duties they carry over territory."""

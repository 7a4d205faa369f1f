"""Teams, activities, rotas, the time bank, broadcasts of volunteers."""

"""Maps and rankings of areas, shared by several pages."""

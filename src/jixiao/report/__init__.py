"""From scores and tables to papers: each form is one file of ``forms/``; narratives bind their numbers to figures."""

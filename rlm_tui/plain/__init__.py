"""Plain mode: a run told and steered in lines; a front end beside `ui`."""

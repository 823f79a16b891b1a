"""Letters to services and phrases to her: texts of the country pack, written only as her safe-contact rules allow."""

"""The forms of a case file, one class each; `qorgan.web.care.registry` names them. `base` says what each may tell of itself."""

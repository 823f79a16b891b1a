"""What people do not say when asked: list experiments and randomized response, with the errors that privacy costs."""

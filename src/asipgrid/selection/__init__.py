"""Which requests of a result are shown, in which order and columns; what a request has in each column, exact."""

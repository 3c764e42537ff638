"""Requests scored in processes of this machine or on Dask, each alone."""

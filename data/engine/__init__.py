"""The engine: what is asked of records and stored series, and where it is answered.

Every question is an Ibis expression in :mod:`data.engine.expressions`; ``DATA_URL`` picks the
backend that answers it (:mod:`data.engine.backend`). Nothing outside this package knows Ibis.
"""

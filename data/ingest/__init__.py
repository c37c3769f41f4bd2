"""How data comes in: the build from official files, imported extracts, the simulated extract.

Everything here runs at the command line (``python -m data``), never when the dashboard serves
a page, so it may use libraries that the web workers must not load. ``official`` turns raw
official files into the processed data, ``extracts`` reads a partnership's own records,
``simulate`` draws made-up ones; ``download`` fetches the official files that ``resources`` says
are required, and ``check`` verifies what was built against what others published.
"""

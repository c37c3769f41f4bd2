"""From the raw official files to the processed data: ``python -m data build``.

Everything here runs when the data is built, never when the dashboard serves a page: the
modules of this package may use pandera, geopandas and shapely, which the web workers must
not load. The way through the package:

``inventory`` looks at every file: ``files`` opens it, ``recognition`` says which of the
``formats`` it has, by its content. One reader for each (``recorded``, ``dashboards``,
``people_files``, ``residents``, ``deprivation``, ``city``, ``geography``)
turns it into checked numbers. ``coverage`` leaves out a doubtful file that better ones cover,
``doubt`` says what a person may accept. ``series`` and ``people_layers`` join the vintages,
``schemas`` checks what is written, ``reconcile`` compares it with what others published,
``write`` puts it in place in one move, and ``pipeline`` is the order of all that.
"""

"""From the raw official files to the processed data: ``python -m data build``.

Everything here runs when the data is built, never when the dashboard serves a page: the
modules of this package may use pandera, geopandas and shapely, which the web workers must
not load. The way through the package:

``files`` opens a file, ``recognition`` says what it is by its content, one reader for each kind
(``recorded``, ``dashboards``, ``homicides``, ``vawg``, ``custody``, ``residents``,
``deprivation``, ``city``, ``geography``) turns it into checked numbers, ``series`` and
``people_tables`` join the vintages, ``schemas`` checks what is written,
``reconcile`` compares it with what others published, ``write`` puts it in place in one move,
and ``pipeline`` is the order of all that.
"""

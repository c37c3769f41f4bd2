"""Boundaries: one clean coverage of wards and the City, its outlines, and who touches whom."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.errors import DataError
from data.ingest.official.areas import Areas
from data.model.places import CITY, LONDON

BNG, WGS84 = "EPSG:27700", "EPSG:4326"
#: Nodes nearer than this become one, and gaps narrower than that are closed (metres): the
#: published outlines have 6 decimals and hairline gaps, up to 20 m against the City's.
SNAP, GAP = 1.0, 30.0
#: Area (as a length, metres) below which a corner is dropped: 680 wards in about 90 kB gzip.
TOLERANCE = 80.0
DECIMALS = 5
_LONDON = shapely.box(-0.6, 51.2, 0.4, 51.8)


@dataclass
class Geography:
    """What is known of areas from the boundary files alone.

    Attributes:
        areas: ``areas.parquet``.
        neighbours: ``neighbours.parquet``.
        outlines: file name → GeoJSON FeatureCollection.
    """

    areas: pd.DataFrame
    neighbours: pd.DataFrame
    outlines: dict[str, dict[str, Any]]

    def sizes(self) -> dict[str, int]:
        """Bytes of each outline file under gzip."""
        return {n: len(gzip.compress(dump(c), 9, mtime=0)) for n, c in self.outlines.items()}


def dump(collection: dict[str, Any]) -> bytes:
    """A FeatureCollection as compact JSON."""
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_areas(wards: dict[str, Any], boroughs: dict[str, Any], place: str) -> Areas:
    """Codes and names from the two boundary files.

    Raises:
        DataError: not the 679 wards and 33 boroughs of London.
    """
    names, parents = {}, {}
    for feature in wards["features"]:
        properties = feature["properties"]
        names[properties["WD22CD"]] = properties["WD22NM"]
        parents[properties["WD22CD"]] = properties["LAD22CD"]
    districts = {
        f["properties"]["LAD22CD"]: f["properties"]["LAD22NM"] for f in boroughs["features"]
    }
    areas = Areas(names, parents, districts)
    try:
        areas.check()
    except DataError as error:
        raise DataError(
            error.message, file=place, value=error.value, allowed=error.allowed
        ) from None
    return areas


def build_geography(
    wards: dict[str, Any], boroughs: dict[str, Any], areas: Areas, places: tuple[str, str]
) -> Geography:
    """Clean, measure, simplify.

    Args:
        wards: GeoJSON of the 679 wards (WGS84).
        boroughs: GeoJSON of the 33 boroughs; only the City's outline is taken from it, the
            others are dissolved from wards, so that outlines coincide.
        areas: their codes and names.
        places: names of the two files, for messages.

    Returns:
        Areas with centres, bounds and km²; neighbours; outlines of wards, boroughs, London.
    """
    codes = [*sorted(areas.wards), CITY]
    shapes = _shapes(wards, "WD22CD", places[0])
    shapes[CITY] = _shapes(boroughs, "LAD22CD", places[1])[CITY]
    whole = np.array([shapes[c] for c in codes], dtype=object)
    whole = shapely.coverage_clean(whole, gap_width=GAP, snapping_distance=SNAP)
    parents = np.array([areas.parents.get(c, CITY) for c in codes], dtype=object)
    simple = shapely.coverage_simplify(whole, TOLERANCE)
    if shapely.is_empty(simple).any() or not shapely.is_valid(simple).all():
        raise DataError("simplification lost an area", value=TOLERANCE)
    return Geography(
        areas=_areas_table(codes, whole, parents, areas),
        neighbours=_neighbours(codes, whole),
        outlines=_outlines(codes, simple, parents, areas),
    )


def _shapes(collection: dict[str, Any], key: str, place: str) -> dict[str, Any]:
    """Outlines by code, in metres of the British National Grid.

    Raises:
        DataError: an outline that is none, or not of London in degrees.
    """
    try:
        frame = gpd.GeoDataFrame.from_features(collection["features"], crs=WGS84)
    except (TypeError, ValueError, KeyError, shapely.errors.ShapelyError) as error:
        raise DataError(f"an outline cannot be read ({error})", file=place, column=key) from None
    for code, shape in zip(frame[key], frame.geometry, strict=True):
        box = (
            shape is not None
            and not shape.is_empty
            and shape.geom_type in ("Polygon", "MultiPolygon")
            and _LONDON.contains(shapely.box(*shape.bounds))
        )
        if not box:
            raise DataError(
                f"the outline of {code} is empty or lies outside London",
                file=place,
                column=key,
                value=None if shape is None else shape.wkt[:60],
                allowed="polygons in degrees (WGS84), -0.6 to 0.4 east and 51.2 to 51.8 north",
            )
    frame = frame.to_crs(BNG)
    frame.geometry = frame.geometry.make_valid()
    return dict(zip(frame[key], frame.geometry, strict=True))


def _dissolve(shapes: np.ndarray, groups: np.ndarray) -> dict[str, Any]:
    return {
        g: shapely.coverage_union_all(shapes[groups == g]) for g in sorted(set(groups.tolist()))
    }


def _to_wgs84(shapes: list[object]) -> np.ndarray:
    return np.array(gpd.GeoSeries(shapes, crs=BNG).to_crs(WGS84))


def _areas_table(
    codes: list[str], whole: np.ndarray, parents: np.ndarray, areas: Areas
) -> pd.DataFrame:
    boroughs = _dissolve(whole, parents)
    rows = [(c, "ward", s) for c, s in zip(codes, whole, strict=True) if c != CITY]
    rows += [(c, "borough", s) for c, s in boroughs.items()]
    rows.append((LONDON, "london", shapely.coverage_union_all(whole)))
    shapes = [s for _, _, s in rows]
    points = _to_wgs84([_centre(s) for s in shapes])
    bounds = shapely.bounds(_to_wgs84(shapes))
    out = []
    for (code, level, shape), point, box in zip(rows, points, bounds, strict=True):
        if level == "ward":
            name, parent = areas.wards[code], areas.parents[code]
            parent_name = areas.boroughs[parent]
            label = f"{name}, {parent_name}"
        elif level == "borough":
            name = label = areas.boroughs[code]
            parent, parent_name = LONDON, "London"
        else:
            name = label = "London"
            parent = parent_name = ""
        out.append(
            {
                "level": level,
                "area_code": code,
                "area_name": name,
                "label": label,
                "parent_code": parent,
                "parent_name": parent_name,
                "ranked": level != "london" and code != CITY,
                "has_police_data": code != CITY,
                "lon": point.x,
                "lat": point.y,
                "west": box[0],
                "south": box[1],
                "east": box[2],
                "north": box[3],
                "area_km2": shape.area / 1e6,
            }
        )
    frame = pd.DataFrame(out).sort_values(["level", "area_code"], ignore_index=True)
    place = ["lon", "lat", "west", "south", "east", "north"]
    frame[place] = frame[place].round(DECIMALS)
    frame["area_km2"] = frame["area_km2"].round(3)
    return frame


def _centre(shape: object) -> object:
    """A point inside the largest part, so that a label never stands in the river."""
    parts = shapely.get_parts(shape)
    return shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))])


def _neighbours(codes: list[str], whole: np.ndarray) -> pd.DataFrame:
    """Queen contiguity of wards, both directions; the City is not a ward."""
    shapes = whole[:-1]
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="dwithin", distance=SNAP)
    keep = left < right
    left, right = left[keep], right[keep]
    edges = shapely.intersection(shapely.boundary(shapes[left]), shapely.boundary(shapes[right]))
    length = np.round(shapely.length(edges), 1)
    names = np.array(codes[:-1], dtype=object)
    both = pd.DataFrame(
        {
            "area_code": np.concatenate([names[left], names[right]]),
            "neighbour_code": np.concatenate([names[right], names[left]]),
            "shared_m": np.concatenate([length, length]),
        }
    )
    return both.sort_values(["area_code", "neighbour_code"], ignore_index=True)


def _outlines(
    codes: list[str], simple: np.ndarray, parents: np.ndarray, areas: Areas
) -> dict[str, dict[str, Any]]:
    boroughs = _dissolve(simple, parents)
    london = shapely.coverage_union_all(simple)
    names = {**areas.boroughs, **areas.wards, LONDON: "London"}

    def collect(items: list[tuple[str, object, str]]) -> dict[str, Any]:
        shapes = _to_wgs84([s for _, s, _ in items])
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": code,
                    "properties": {"code": code, "name": names[code], "borough": parent},
                    "geometry": _geometry(shape),
                }
                for (code, _, parent), shape in zip(items, shapes, strict=True)
            ],
        }

    wards = [(c, s, areas.boroughs[p]) for c, s, p in zip(codes, simple, parents, strict=True)]
    return {
        "wards.json": collect(wards),
        "boroughs.json": collect([(c, s, areas.boroughs[c]) for c, s in boroughs.items()]),
        "london.json": collect([(LONDON, london, "")]),
    }


def _geometry(shape: object) -> dict[str, Any]:
    """Rounded GeoJSON with clockwise exteriors (what d3 and Plotly draw as the inside)."""
    polygons = []
    for part in shapely.get_parts(shape):
        rings = [_ring(part.exterior, clockwise=True)]
        rings += [_ring(r, clockwise=False) for r in part.interiors]
        if rings[0]:
            polygons.append([r for r in rings if r])
    polygons.sort(key=lambda p: p[0])
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ring(ring: object, *, clockwise: bool) -> list[list[float]]:
    points = np.round(shapely.get_coordinates(ring), DECIMALS)
    same = np.r_[False, (np.diff(points, axis=0) == 0).all(axis=1)]
    points = points[~same]
    if len(points) < 4:
        return []
    x, y = points[:, 0], points[:, 1]
    area = np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])
    if (area < 0) != clockwise:
        points = points[::-1]
    # start at the smallest corner, so that the same ring is always written the same way
    body = points[:-1]
    start = np.lexsort((body[:, 1], body[:, 0]))[0]
    body = np.roll(body, -start, axis=0)
    out: list[list[float]] = [*body.tolist(), body[0].tolist()]
    return out

"""Committed outlines: small, closed, without gaps, drawn the right way round."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import shape

ROOT = Path(__file__).resolve().parents[2]
BOUNDARIES = ROOT / "assets" / "boundaries"


def features(name: str) -> dict[str, dict]:
    content = json.loads((BOUNDARIES / name).read_text(encoding="utf-8"))
    return {f["id"]: f for f in content["features"]}


@pytest.mark.parametrize(
    ("name", "count", "limit"),
    [("wards.json", 680, 120_000), ("boroughs.json", 33, 40_000), ("london.json", 1, 15_000)],
)
def test_count_and_size(name: str, count: int, limit: int):
    found = features(name)
    assert len(found) == count
    assert all(set(f["properties"]) == {"code", "name", "borough"} for f in found.values())
    assert all(f["properties"]["code"] == code for code, f in found.items())
    assert len(gzip.compress((BOUNDARIES / name).read_bytes())) <= limit


@pytest.mark.parametrize("name", ["wards.json", "boroughs.json"])
def test_coverage_has_no_overlap_and_no_gap(name: str):
    shapes = np.array([shape(f["geometry"]) for f in features(name).values()])
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    outline = shapely.coverage_union_all(shapes)
    assert sum(len(p.interiors) for p in shapely.get_parts(outline)) == 0


def test_outlines_coincide():
    wards = features("wards.json")
    boroughs = {c: shape(f["geometry"]) for c, f in features("boroughs.json").items()}
    names = {f["properties"]["name"]: c for c, f in features("boroughs.json").items()}
    for name, code in names.items():
        parts = [shape(f["geometry"]) for f in wards.values() if f["properties"]["borough"] == name]
        assert shapely.equals(shapely.coverage_union_all(parts), boroughs[code]), name
    london = shape(features("london.json")["E12000007"]["geometry"])
    assert shapely.equals(shapely.coverage_union_all(list(boroughs.values())), london)


def test_exteriors_run_clockwise_with_five_decimals():
    for feature in features("wards.json").values():
        polygons = feature["geometry"]["coordinates"]
        if feature["geometry"]["type"] == "Polygon":
            polygons = [polygons]
        for polygon in polygons:
            assert not shapely.is_ccw(shapely.linearrings(polygon[0]))
            assert all(shapely.is_ccw(shapely.linearrings(r)) for r in polygon[1:])
            assert all(round(c, 5) == c for point in polygon[0] for c in point)


def test_codes_are_those_of_the_areas_and_points_lie_inside():
    areas = pd.read_parquet(ROOT / "data" / "processed" / "areas.parquet").set_index("area_code")
    for name in ("wards.json", "boroughs.json"):
        for code, feature in features(name).items():
            row = areas.loc[code]
            point = shapely.Point(row["lon"], row["lat"])
            assert shape(feature["geometry"]).buffer(0.002).contains(point), code
    assert areas.loc["E05014053", "label"] == "Abbey, Barking and Dagenham"
    assert areas["label"].is_unique
    assert not areas.loc["E09000001", "ranked"] and not areas.loc["E09000001", "has_police_data"]


def test_neighbours_go_both_ways_and_stay_near():
    pairs = pd.read_parquet(ROOT / "data" / "processed" / "neighbours.parquet")
    both = set(zip(pairs["area_code"], pairs["neighbour_code"], strict=True))
    assert all((b, a) in both for a, b in both)
    assert pairs["area_code"].nunique() == 679
    # St James's touches West End; Heathrow Villages does not touch Barking's Abbey
    assert ("E05013806", "E05013808") in both
    assert ("E05013570", "E05014053") not in both

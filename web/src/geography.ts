// Land, countries and where places lie. Outlines: Natural Earth 1:110m by way of world-atlas.

import { geoCentroid } from 'd3-geo';
import type { Feature, FeatureCollection, Geometry, MultiLineString, MultiPolygon } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';
import codes from 'virtual:country-codes';

import type { Place, Report } from './report.ts';

const world = atlas as unknown as Topology<{ countries: GeometryCollection; land: GeometryCollection }>;
/** ISO 3166 alpha-2 by numeric code, and by alpha-3. */
const byNumber = new Map(codes.map(([two, , number]) => [number, two]));
const byThree = new Map(codes.map(([two, three]) => [three, two]));

export const land = (): FeatureCollection => feature(world, world.objects.land) as unknown as FeatureCollection;

/** Borders between countries, as lines. */
export const borders = (): MultiLineString => mesh(world, world.objects.countries as GeometryObject, (a, b) => a !== b);

const geometries = new Map<string, GeometryObject>();
for (const geometry of world.objects.countries.geometries) {
  const code = byNumber.get(String(geometry.id ?? ''));
  if (code) geometries.set(code, geometry);
}

/** The border that two countries share; empty where they don't meet. */
export function border(one: string, other: string): MultiLineString {
  const [a, b] = [geometries.get(one), geometries.get(other)];
  return mesh(world, world.objects.countries as GeometryObject, (x, y) => (x === a && y === b) || (x === b && y === a));
}

const middles = new Map<string, [number, number] | null>();

/** The middle of a country's largest piece of land, as longitude and latitude. */
export function middle(code: string): [number, number] | null {
  let found = middles.get(code);
  if (found === undefined) {
    const geometry = geometries.get(code);
    found = geometry ? geoCentroid(largest(feature(world, geometry) as Feature<Geometry>)) : null;
    middles.set(code, found);
  }
  return found;
}

function largest(country: Feature<Geometry>): Feature<Geometry> {
  if (country.geometry.type !== 'MultiPolygon') return country;
  const pieces = (country.geometry as MultiPolygon).coordinates;
  const piece = pieces.reduce((best, next) => ((next[0]?.length ?? 0) > (best[0]?.length ?? 0) ? next : best), pieces[0] ?? []);
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: piece } };
}

/** ISO 3166 alpha-2 of a place that is a country, else `''`. */
export function countryOf(place: Place): string {
  const code = (place.code ?? '').toUpperCase();
  if (place.level !== 'country' && place.vocabulary !== 'iso2' && place.vocabulary !== 'iso3') return '';
  if (code.length === 2) return code;
  return byThree.get(code) ?? '';
}

export interface Spot {
  lon: number;
  lat: number;
  /** Only the country is known. */
  rough: boolean;
}

/** Where each record lies: its own points, else the middle of its countries. */
export function spots(report: Report): Spot[][] {
  const places = report.columns.dictionary.places;
  return report.columns.records.places.map((stated) => {
    const exact: Spot[] = [];
    const rough: Spot[] = [];
    for (const at of stated) {
      const place = places[at];
      if (!place) continue;
      if (place.at) exact.push({ lat: place.at[0], lon: place.at[1], rough: false });
      else {
        const centre = middle(countryOf(place));
        if (centre) rough.push({ lon: centre[0], lat: centre[1], rough: true });
      }
    }
    return exact.length ? exact : rough;
  });
}

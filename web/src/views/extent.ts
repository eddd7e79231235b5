// The part of the world that a map begins with: where most records lie.

import type { Spot } from '../geography.ts';

export interface Extent {
  /** Corners and edges of the part, as longitude and latitude: what is to be fitted. */
  corners: [number, number][];
  /** Longitude in the middle. */
  middle: number;
  holds(lon: number, lat: number): boolean;
}

/** Share of the records' weight that is left out at each edge of the first view. */
const SPARED = 0.04;
/** The smallest part that is shown, degrees. */
const LEAST: [number, number] = [8, 5];

/**
 * The extent of the records' spots. A record that names ten countries weighs as much as one that names one, so that
 * programmes for the whole world don't open the map to the whole world. `null` where nothing has a place.
 */
export function extent(records: Spot[][], whole: boolean): Extent | null {
  const [lons, lats]: [[number, number][], [number, number][]] = [[], []];
  for (const spots of records)
    for (const { lon, lat } of spots) {
      lons.push([lon, 1 / spots.length]);
      lats.push([lat, 1 / spots.length]);
    }
  if (!lons.length) return null;
  const [west, east] = range(lons, whole, LEAST[0]);
  const [south, north] = range(lats, whole, LEAST[1]);
  const middle = (west + east) / 2;
  const corners: [number, number][] = [];
  for (const lon of [west, middle, east]) for (const lat of [south, (south + north) / 2, north]) corners.push([lon, lat]);
  return { corners, middle, holds: (lon, lat) => lon >= west - 1 && lon <= east + 1 && lat >= south - 1 && lat <= north + 1 };
}

/** From and to, with a margin; without the outermost weight unless the whole is asked for. */
function range(values: [number, number][], whole: boolean, least: number): [number, number] {
  values.sort((a, b) => a[0] - b[0]);
  const total = values.reduce((sum, [, weight]) => sum + weight, 0);
  const spared = whole ? 0 : total * SPARED;
  let [low, high] = [values[0]?.[0] ?? 0, values.at(-1)?.[0] ?? 0];
  for (let i = 0, passed = 0; i < values.length; i += 1) {
    passed += values[i]?.[1] ?? 0;
    low = values[i]?.[0] ?? low;
    if (passed > spared) break;
  }
  for (let i = values.length - 1, passed = 0; i >= 0; i -= 1) {
    passed += values[i]?.[1] ?? 0;
    high = values[i]?.[0] ?? high;
    if (passed > spared) break;
  }
  const margin = Math.max((high - low) * 0.06, (least - (high - low)) / 2, 0.5);
  return [low - margin, high + margin];
}

/** Names of the reference systems of CGCS2000, which EPSG numbers in rows. Pure. */

export interface SystemName {
  id: "degrees" | "zone" | "meridian" | "wgs84" | "mercator" | "other"
  /** Width of the zones in degrees; its number, or its central meridian. */
  width: number
  value: number
}

/** First EPSG code, last, and what the first one is: six-degree zones 13–23 and meridians, then those of three degrees. */
const ROWS: readonly [number, number, SystemName["id"], number, number][] = [
  [4491, 4501, "zone", 6, 13], [4502, 4512, "meridian", 6, 75], [4513, 4533, "zone", 3, 25], [4534, 4554, "meridian", 3, 75],
]

export function systemOf(epsg: number): SystemName {
  if (epsg === 4490) return { id: "degrees", width: 0, value: 0 }
  if (epsg === 4326) return { id: "wgs84", width: 0, value: 0 }
  if (epsg === 3857) return { id: "mercator", width: 0, value: 0 }
  const row = ROWS.find(([first, last]) => epsg >= first && epsg <= last)
  if (!row) return { id: "other", width: 0, value: epsg }
  const [first, , id, width, start] = row
  return { id, width, value: start + (epsg - first) * (id === "meridian" ? width : 1) }
}

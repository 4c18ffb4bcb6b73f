import { describe, expect, it } from "vitest"
import { fileNameOf } from "@/api/download"
import { empties } from "@/desk/releases/releases"
import { systemOf } from "@/desk/releases/systems"

describe("reference systems by their EPSG codes", () => {
  it.each([
    [4490, "degrees", 0, 0], [4548, "meridian", 3, 117], [4527, "zone", 3, 39], [4509, "meridian", 6, 117], [4498, "zone", 6, 20],
    [4544, "meridian", 3, 105], [4513, "zone", 3, 25], [4554, "meridian", 3, 135], [4326, "wgs84", 0, 0], [3857, "mercator", 0, 0], [2326, "other", 0, 2326],
  ] as const)("knows %i", (epsg, id, width, value) => {
    expect(systemOf(epsg)).toEqual({ id, width, value })
  })
})

describe("going back", () => {
  const now = { streets: 43, zones: 1637 }

  it("would empty the map where a release had no zones or no streets", () => {
    expect(empties({ streets: 43, zones: 0 }, now)).toBe(true)
    expect(empties({ streets: 0, zones: 5 }, now)).toBe(true)
    expect(empties({ streets: 43, zones: 1 }, now)).toBe(false)
    expect(empties({ streets: 43, zones: 0 }, { streets: 43, zones: 0 })).toBe(false)
    expect(empties({ streets: 43, zones: 0 }, null)).toBe(false)
  })
})

describe("a file's own name", () => {
  it("is what the answer says", () => {
    expect(fileNameOf('attachment; filename="release-000002-zone-4490.gpkg"')).toBe("release-000002-zone-4490.gpkg")
    expect(fileNameOf(null)).toBeNull()
  })
})

import { describe, expect, it } from "vitest"
import { fileNameOf } from "@/api/download"
import { empties } from "@/desk/releases/releases"

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

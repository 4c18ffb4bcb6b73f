import { describe, expect, it } from "vitest"
import { groupFiles, guessKind, MAX_BYTES } from "@/desk/intake/groups"
import { formatBytes } from "@/format/bytes"

const file = (name: string, size = 10) => ({ name, size })

describe("what was dropped together", () => {
  it("takes the parts of a shapefile for one survey, under the name of its .shp", () => {
    const groups = groupFiles([file("街道.dbf"), file("街道.shp", 90), file("街道.shx"), file("街道.shp.xml"), file("zones.gpkg")])
    expect(groups.map(({ name, files, problem }) => [name, files.length, problem])).toEqual([["街道.shp", 4, null], ["zones.gpkg", 1, null]])
    expect(groups[0]?.bytes).toBe(120)
  })

  it("keeps two shapefiles apart", () => {
    const names = groupFiles(["a.shp", "a.shx", "a.dbf", "b.shp", "b.shx", "b.dbf"].map((name) => file(name))).map(({ name }) => name)
    expect(names).toEqual(["a.shp", "b.shp"])
  })

  it("says before sending what the server would refuse", () => {
    expect(groupFiles([file("a.shp"), file("a.prj")])[0]?.problem).toEqual({ id: "parts", missing: [".shx", ".dbf"] })
    expect(groupFiles([file("plan.dwg")])[0]?.problem).toEqual({ id: "format" })
    expect(groupFiles([file("noending")])[0]?.problem).toEqual({ id: "format" })
    expect(groupFiles([file("ZONES.GPKG", MAX_BYTES + 1)])[0]?.problem).toEqual({ id: "size" })
  })

  it("guesses streets only where the name speaks of streets alone", () => {
    expect(guessKind(["街乡边界.zip"])).toBe("street")
    expect(guessKind(["各街道物业管理区域.zip"])).toBe("zone")
    expect(guessKind(["survey.gpkg"])).toBe("zone")
  })
})

it("sizes are read in the unit that fits", () => {
  expect([0, 734, 1_536, 3_250_586, 2 * 1024 ** 3].map(formatBytes)).toEqual(["0 B", "734 B", "1.5 KB", "3.1 MB", "2.0 GB"])
})

import { describe, expect, it } from "vitest"
import { groupFiles, guessKind, MAX_BYTES, MAX_FILES, nameToSend } from "@/desk/intake/groups"
import { formatBytes } from "@/format/bytes"

const file = (name: string, size = 10) => ({ name, size })
/** A file as a folder brings it. */
const inside = (path: string) => ({ name: path.slice(path.lastIndexOf("/") + 1), size: 10, webkitRelativePath: path })

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

  it("takes a .gdb folder for one survey, wherever it lies, and sends its files with their path from there on", () => {
    const paths = ["归档/区域.gdb/a00000001.gdbtable", "归档/区域.gdb/a00000001.gdbtablx", "归档/区域.gdb/gdb", "归档/区域.gdb/_gdb.office.4711.sr.lock"]
    const [group, ...others] = groupFiles(paths.map(inside))
    expect(others).toEqual([])
    expect([group?.name, group?.files.length, group?.problem]).toEqual(["区域.gdb", 3, null])
    expect(group?.files.map(nameToSend)).toEqual(["区域.gdb/a00000001.gdbtable", "区域.gdb/a00000001.gdbtablx", "区域.gdb/gdb"])
  })

  it("keeps apart what lies in different folders, and leaves what systems leave there", () => {
    const names = ["shp", "shx", "dbf"].flatMap((part) => [`成果/东/a.${part}`, `成果/西/a.${part}`])
    const groups = groupFiles([...names, "成果/.DS_Store", "__MACOSX/成果/._a.shp", "成果/Thumbs.db"].map(inside))
    expect(groups.map(({ name, files }) => [name, files.length])).toEqual([["a.shp", 3], ["a.shp", 3]])
    expect(new Set(groups.map(({ key }) => key)).size).toBe(2)
    expect(groups[0]?.files.map(nameToSend)).toEqual(["a.shp", "a.shx", "a.dbf"])
  })

  it("says that a folder holds more files than can be sent at once", () => {
    const many = Array.from({ length: MAX_FILES + 1 }, (_, n) => inside(`a.gdb/a${String(n)}.gdbtable`))
    expect(groupFiles(many)[0]?.problem).toEqual({ id: "count" })
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

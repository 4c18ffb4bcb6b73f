import { deflateRawSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import type { RecordLoad, WorkbookItem } from "@/api/recordTypes"
import { changeOf } from "@/records/history/changes"
import { partsOf, tiesOut } from "@/records/parts/sums"
import { placeOf, rowsOf, titleOf } from "@/format/said"
import { markOf } from "@/records/status"
import { tabOf, tabsFor } from "@/records/tabs"
import { entriesOf } from "@/records/workbooks/entries"
import { guessKind, problemOf } from "@/records/workbooks/files"
import { decodeHead, listParts, readOpening } from "@/records/workbooks/opening"
import { kinds } from "./sample"

const sums = { rows: 10, matched: 6, review: 2, rejected: 1, out_of_area: 1 }
const load = (id: number, waiting = 0): RecordLoad =>
  ({ ...sums, id, kind: "complaint", file_name: `${String(id)}.csv`, changed: 9, loaded_at: `2022-09-0${String(id)}`, loaded_by: "cli:a", revision: id, as_of: null, waiting })
const workbook = (id: number, change: Partial<WorkbookItem> = {}): WorkbookItem => ({
  id, kind: "complaint", file_name: "w.csv", status: "ready", as_of: null, source: null, received_at: `2022-09-0${String(id)}T08:00`, received_by: "a",
  progress: null, load_id: null, sums, error: null, ...change,
})

describe("the list of workbooks", () => {
  it("tells a workbook once, with what its load holds now, beside loads from the command line", () => {
    const entries = entriesOf([workbook(3), workbook(2, { load_id: 2, sums: null })], [load(2, 4), load(1)])
    expect(entries.map(({ key }) => key)).toEqual(["w3", "w2", "l1"])
    expect(entries[1]).toMatchObject({ waiting: 4, sums: { rows: 10 } })
    expect(entries[2]).toMatchObject({ workbook: null, who: "cli:a" })
  })

  it("tells what ended by a person from what could not be read", () => {
    const error = { code: "cancelled", message: { zh: "", en: "" }, hint: null, details: [] }
    expect(markOf(workbook(1, { status: "refused", error }))).toBe("cancelled")
    expect(markOf(workbook(1, { status: "refused", error: { ...error, code: "unreadable" } }))).toBe("refused")
  })
})

describe("sums", () => {
  it("tie out visibly, or say that they do not", () => {
    expect(partsOf(sums).map(({ count }) => count)).toEqual([6, 2, 1, 1])
    expect(tiesOut(sums)).toBe(true)
    expect(tiesOut({ ...sums, rows: 11 })).toBe(false)
  })

  it("of places that changed: gained, lost or moved", () => {
    const zone = { zone_uid: 1, code: null, name: null }
    expect([changeOf({ from_zone: null, to_zone: zone }), changeOf({ from_zone: zone, to_zone: null }), changeOf({ from_zone: zone, to_zone: zone })])
      .toEqual(["gained", "lost", "moved"])
  })
})

describe("a file that is handed in", () => {
  it("is taken by its ending and size", () => {
    expect(problemOf({ name: "a.XLSX", size: 1 })).toBeNull()
    expect(problemOf({ name: "a.pdf", size: 1 })).toBe("format")
    expect(problemOf({ name: "a.csv", size: 2 ** 30 })).toBe("size")
  })

  it("is of the kind that its name speaks of, else of that whose columns it begins with", () => {
    expect(guessKind("12345工单9月.csv", "", kinds)).toBe("complaint")
    expect(guessKind("物业服务合同.xlsx", "工单编号,问题分类", kinds)).toBe("service")
    expect(guessKind("9月.csv", "工单编号,小区名称,问题分类", kinds)).toBe("complaint")
    expect(guessKind("9月.csv", "", kinds)).toBeNull()
  })

  it("is read at its beginning in either encoding", async () => {
    expect(decodeHead(new Uint8Array([0xb9, 0xa4, 0xb5, 0xa5]))).toBe("工单")
    expect(decodeHead(new TextEncoder().encode("工单").slice(0, 5))).toContain("工")
    expect(await readOpening(new File(["工单编号,问题分类"], "a.csv"))).toBe("工单编号,问题分类")
    expect(await readOpening(new File(["PK"], "a.xlsx"))).toBe("")
    expect(listParts(new DataView(new ArrayBuffer(100)))).toEqual([])
  })

  it("is read at its beginning in a workbook, whose words stand in a part of its own", async () => {
    const name = "xl/sharedStrings.xml"
    const packed = deflateRawSync("<sst><si><t>工单编号</t></si><si><t>问题分类</t></si></sst>")
    const local = Buffer.alloc(30)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt16LE(name.length, 28)
    const bytes = Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), Buffer.alloc(22)])
    const opening = await readOpening(new File([bytes], "9月.xlsx"))
    expect(opening).toContain("问题分类")
    expect(guessKind("9月.xlsx", opening, kinds)).toBe("complaint")
  })
})

describe("what records say", () => {
  it("is told by the name, else by what else there is", () => {
    expect(titleOf({ zone_name: " 甲小区 ", address: "乙路1号" })).toBe("甲小区")
    expect(titleOf({ address: "乙路1号" })).toBe("乙路1号")
    expect(titleOf({ lon: 116.4, lat: 39.9 })).toBe("116.400000, 39.900000")
    expect(titleOf({ district: "别区" })).toBeNull()
    expect(placeOf({ zone_name: "甲小区", address: "乙路1号", street_name: "一街" })).toBe("一街 · 乙路1号")
  })

  it("lists its fields in order, coordinates with their system as one", () => {
    expect(rowsOf({ lat: 39.9, lon: 116.4, point_crs: "GCJ-02", geocoder_level: "门址", street_name: "一街", zone_code: "" })).toEqual([
      { field: "street_name", value: "一街", note: null },
      { field: "point", value: "116.400000, 39.900000", note: "GCJ-02 · 门址" },
    ])
  })
})

describe("the parts of the desk", () => {
  it("that a street's account sees are what waits and what was decided", () => {
    expect(tabsFor(false)).toEqual(["review", "decisions"])
    expect(tabOf(undefined, false)).toBe("review")
    expect(tabOf(undefined, true)).toBe("workbooks")
    expect(tabOf("aliases", true)).toBe("aliases")
  })
})

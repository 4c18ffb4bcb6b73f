import { describe, expect, it } from "vitest"
import type { Question } from "@/api/surveyTypes"
import { changeField, openQuestions, proposedAnswers, sameValue } from "@/desk/decisions/answers"
import { fieldsOf } from "@/desk/decisions/fields"
import { readingOf } from "@/desk/decisions/reading"
import curved from "./captured/curved.json"
import named from "./captured/named.json"
import overruled from "./captured/overruled.json"
import remembered from "./captured/remembered.json"

const text = (zh: string) => ({ zh, en: zh })
const bare = { decisions: {}, layer: null, encoding: null, srid: null }

/** What tests/api/test_survey_decisions.py takes from the server, and compares with it. */
describe("how a survey was read", () => {
  it("tells the system by its name, who named it, and what speaks for and against it", () => {
    const { crs, axesFrom, datumFrom } = readingOf(overruled)
    expect(crs.srid).toBe(4548)
    expect(crs.name?.zh).toBe("EPSG:4548 CGCS2000 3 度带高斯-克吕格 中央经线 117°E")
    expect(crs.from).toBe("person")
    expect(crs.evidence.map(({ en }) => en)).toEqual([expect.stringContaining("Gauss-Krüger at 117°E, 2 of 2 lie in"), expect.stringContaining("median offset to 2 known places")])
    expect(crs.against.map(({ en }) => en)).toEqual([expect.stringContaining("at 114°E")])
    expect([axesFrom, datumFrom]).toEqual(["file", "file"])
    expect(readingOf(curved).crs.against).toEqual([])
  })

  it("tells what was left out, dropped and drawn anew", () => {
    const drawn = readingOf(overruled)
    expect(drawn.format).toBe("Shapefile")
    expect(drawn.raised).toBe(true)
    expect(drawn.leftOut.map(({ zh }) => zh)).toEqual([expect.stringContaining("道路")])
    expect(readingOf(named).leftOut.map(({ zh }) => zh)).toEqual([expect.stringContaining("一览表")])
    expect([drawn.curved, readingOf(curved).curved, readingOf(curved).raised]).toEqual([0, 1, false])
  })

  it("tells why a column was taken for a field", () => {
    const drawn = readingOf(overruled)
    expect([drawn.fields["firm"], drawn.fieldsFrom["firm"], drawn.fieldsFrom["code"]]).toEqual(["物业服务企", "cut", "spelling"])
    expect(readingOf(named).fieldsFrom["name"]).toBe("person")
    expect(readingOf(remembered).fieldsFrom["name"]).toBe("remembered")
  })

  it("tells the encoding and the columns with samples", () => {
    const { encoding, columns, layer, layers } = readingOf(overruled)
    expect([encoding.value, encoding.evidence.length, encoding.samples[0]]).toEqual(["GB18030", 1, "河畔家园一期"])
    expect(columns[1]).toEqual({ name: "小区名称", samples: ["河畔家园一期", "河畔家园二期"] })
    expect([layer, layers]).toEqual(["区域", ["区域"]])
  })

  it("falls back on what the survey itself says", () => {
    const reading = readingOf({ decisions: {}, layer: "zones", encoding: "UTF-8", srid: 4490 })
    expect([reading.layer, reading.encoding.value, reading.crs.srid, reading.format]).toEqual(["zones", "UTF-8", 4490, null])
    expect(readingOf(bare).columns).toEqual([])
  })
})

describe("answers", () => {
  const questions: Question[] = [
    { id: "srid", message: text("?"), options: [], proposed: 4548 },
    { id: "partial", message: text("?"), options: [], proposed: false },
    { id: "layer", message: text("?"), options: [], proposed: null },
  ]

  it("begin with the proposals; what has none waits, and false is an answer", () => {
    const answers = proposedAnswers(questions)
    expect(answers).toEqual({ srid: 4548, partial: false })
    expect(openQuestions(questions, answers).map(({ id }) => id)).toEqual(["layer"])
    expect(openQuestions(questions, { ...answers, layer: "a" })).toEqual([])
  })

  it("give a column to one field only", () => {
    const fields = { code: "BSM", name: "MC" }
    expect(changeField(fields, "aliases", "MC")).toEqual({ code: "BSM", aliases: "MC" })
    expect(changeField(fields, "code", "")).toEqual({ name: "MC" })
    expect(sameValue(changeField(fields, "code", "BSM"), { code: "BSM", name: "MC" })).toBe(true)
    expect(sameValue({ code: "A" }, { code: "B" })).toBe(false)
  })

  it("list the fields of the kind, and after them what else was mapped", () => {
    expect(fieldsOf("street", { name: "MC", extra: "X" })).toEqual(["code", "code_full", "name", "kind", "extra"])
    expect(fieldsOf("zone", {})).toContain("households")
  })
})

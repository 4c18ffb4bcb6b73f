import { describe, expect, it } from "vitest"
import type { Question } from "@/api/surveyTypes"
import { changeField, openQuestions, proposedAnswers, sameValue } from "@/desk/decisions/answers"
import { fieldsOf } from "@/desk/decisions/fields"
import { readingOf } from "@/desk/decisions/reading"

const text = (zh: string) => ({ zh, en: zh })
const bare = { decisions: {}, layer: null, encoding: null, srid: null }

describe("how a survey was read", () => {
  it("is taken from the decisions with their evidence", () => {
    const reading = readingOf({
      ...bare,
      decisions: {
        format: "gpkg", layer: "小区", layers: ["小区", { name: "注记" }],
        encoding: { value: "GB18030", from: "scores", evidence: [text("词典")], samples: ["a", "b", "c", "d", "e", "f"] },
        crs: { srid: 4548, name: "CM 117E", from: "file", evidence: [text("范围"), "parameters"] },
        fields: { code: "BSM", name: 7, aliases: null }, columns: ["BSM", { name: "HS", samples: [120, 80] }], had_z: true,
        repaired_names: { "名": "名称" },
      },
    })
    expect(reading.format).toBe("GeoPackage")
    expect(reading.layers).toEqual(["小区", "注记"])
    expect(reading.encoding).toEqual({ value: "GB18030", evidence: [text("词典")], samples: ["a", "b", "c", "d", "e"] })
    expect(reading.crs.evidence).toEqual([text("范围"), text("parameters")])
    expect(reading.fields).toEqual({ code: "BSM", name: "7" })
    expect(reading.columns).toEqual([{ name: "BSM", samples: [] }, { name: "HS", samples: ["120", "80"] }])
    expect([reading.droppedZ, reading.droppedM, reading.mended]).toEqual([true, false, ["名 → 名称"]])
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

import { describe, expect, it } from "vitest"
import { i18n } from "@/i18n"
import { countOf } from "@/i18n/plural"

function say(key: string, named: Record<string, unknown>, language: "zh" | "en" = "en"): string {
  i18n.global.locale.value = language
  return i18n.global.t(key, named, { plural: countOf(named) ?? 1 })
}

describe("the number that a message is about", () => {
  it("is found whether it is a number or written with separators", () => {
    expect(countOf({ count: 3 })).toBe(3)
    expect(countOf({ count: "1,637", rows: 1 })).toBe(1637)
    expect(countOf({ rows: "1", said: "5" })).toBe(1)
    expect(countOf({ name: "5" })).toBeNull()
    expect(countOf({ count: "—" })).toBeNull()
    expect(countOf(undefined)).toBeNull()
  })

  it("gives an English message its form, and leaves a Chinese one as it is", () => {
    expect(say("desk.list.open", { count: "1" })).toBe("1 error to settle")
    expect(say("desk.list.open", { count: "1,637" })).toBe("1,637 errors to settle")
    expect(say("desk.list.open", { count: 0 })).toBe("0 errors to settle")
    expect(say("desk.effect.changed", { changed: "1", unchanged: "2", place: "zone", places: "zones" })).toBe("1 zone changes, 2 unchanged.")
    expect(say("records.trial.loadCount", { count: 2 })).toBe("Load 2 rows")
    expect(say("desk.list.open", { count: "1" }, "zh")).not.toContain("|")
  })
})

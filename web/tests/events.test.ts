import { describe, expect, it } from "vitest"
import { parseEvents } from "@/api/events"

describe("the event stream", () => {
  it("gives whole events and keeps the unfinished rest", () => {
    const { events, rest } = parseEvents('event: state\ndata: {"a":1}\n\nevent: st')
    expect(events).toEqual([{ name: "state", data: '{"a":1}' }])
    expect(rest).toBe("event: st")
  })

  it("joins an event that arrives in pieces", () => {
    const first = parseEvents("event: state\nda")
    expect(first.events).toEqual([])
    expect(parseEvents(`${first.rest}ta: 7\n\n`).events).toEqual([{ name: "state", data: "7" }])
  })

  it("knows a heartbeat from an event", () => {
    expect(parseEvents(": heartbeat\n\n").events).toEqual([{ name: "heartbeat", data: "" }])
  })

  it("reads carriage returns and several data lines", () => {
    expect(parseEvents("event: state\r\ndata: [1,\r\ndata: 2]\r\n\r\n").events).toEqual([{ name: "state", data: "[1,2]" }])
  })
})

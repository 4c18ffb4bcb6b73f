import { describe, expect, it } from "vitest"
import { formatCamera, parseCamera, sameCamera } from "@/map/camera"
import { shift } from "@/map/move"
import { EMPTY_VIEW, formatAddress, parseAddress, type View } from "@/stores/address"

const VIEW: View = {
  camera: { zoom: 14.25, lat: 39.92151, lon: 116.44702 }, theme: "complaints", classes: ["none", "unknown"], zone: 42, table: true,
  month: "2022-03", definitions: { service_rate: "with_quasi" }, asOf: { of: "valid", at: "2021-05-01" },
}

describe("the address bar", () => {
  it("holds the whole view", () => {
    expect(parseAddress(formatAddress(VIEW))).toEqual(VIEW)
  })

  it("is empty for the plain view", () => {
    expect(formatAddress(EMPTY_VIEW)).toEqual({})
    expect(parseAddress({})).toEqual(EMPTY_VIEW)
  })

  it("leaves out what cannot be read", () => {
    const odd = { at: "12/91/0", zone: "1.5", month: "March", def: "a:b:c,d", view: "list", class: ",,", known: "yesterday", valid: "2022-13-01" }
    expect(parseAddress(odd)).toEqual(EMPTY_VIEW)
  })
})

describe("another time in the address", () => {
  it.each(["2022-11-08", "2022-11-08T09:30", "2022-11-08T09:30:00.123456+08:00", "2022-11-08T01:30:00Z"])("takes %s", (at) => {
    expect(parseAddress({ known: at }).asOf).toEqual({ of: "known", at })
  })

  it("is either what was known or what was so", () => {
    expect(parseAddress({ known: "2022-11-08", valid: "2020-01-01" }).asOf).toEqual({ of: "known", at: "2022-11-08" })
    expect(formatAddress({ ...EMPTY_VIEW, asOf: { of: "valid", at: "2020-01-01" } })).toEqual({ valid: "2020-01-01" })
  })
})

describe("the camera as text", () => {
  it.each(["", "1/2", "a/b/c", "10/39/181", "30/39/116"])("refuses %j", (text) => {
    expect(parseCamera(text)).toBeNull()
  })

  it("is as precise as the zoom needs", () => {
    expect(formatCamera({ zoom: 10.123, lat: 39.9215123, lon: 116.447 })).toBe("10.12/39.9215/116.4470")
  })

  it("says when two show the same picture", () => {
    const camera = { zoom: 14, lat: 39.92, lon: 116.44 }
    expect(sameCamera(camera, { ...camera, lat: camera.lat + 1e-7 })).toBe(true)
    expect(sameCamera(camera, { ...camera, lat: camera.lat + 1e-3 })).toBe(false)
    expect(sameCamera(camera, null)).toBe(false)
  })
})

describe("bringing a place into view", () => {
  it("moves only as far as needed", () => {
    expect(shift(50, 0, 100)).toBe(0)
    expect(shift(-20, 0, 100)).toBe(-20)
    expect(shift(130, 0, 100)).toBe(30)
  })

  it("aims at the middle where there is no room", () => {
    expect(shift(50, 80, 40)).toBe(-10)
  })
})

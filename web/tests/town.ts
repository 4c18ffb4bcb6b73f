/**
 * A town of two streets and four zones.
 * Willow Court: a hundred households, entrusted. Mill Yard: two hundred, without management, the loudest.
 * Kiosk Row: ten households, too few for a rate. Old Wall: nobody has counted its households.
 * The first three lie in the first street, Old Wall in the second.
 */
import type { Columns, Profile, Theme } from "@/api/types"

export const SERVICE: Theme = {
  id: "service", zh: "服务状况", en: "Service status", kind: "category", attribute: "service_group", measure: null, per: null,
  per_count: null, window_months: null, classes: null, indicator: null,
}

export const DENSITY: Theme = {
  ...SERVICE, id: "complaints", kind: "density", attribute: null, measure: "complaints", per: "households", per_count: 100,
  window_months: 2, classes: 3,
}

export const columns: Columns = {
  release: 1, revision: 1, as_of: "2022-03-31",
  zones: {
    uid: [11, 12, 13, 14], code: ["A-1", "A-2", "A-3", "B-1"], name: ["柳院", "磨坊院", "亭子街", "老墙里"], street: [1, 1, 1, 2],
    lon: [0, 1, 2, 3], lat: [0, 0, 0, 0], area_m2: [1e4, 1e4, 1e4, 1e4], households: [100, 200, 10, null],
    buildings: [1, 2, 1, null], built_year: [2000, null, null, null], old_estate: [0, 1, null, null],
  },
  categories: { service_group: { ids: ["entrusted", "none", "unknown"], codes: [0, 1, 0, 2] } },
  measures: { complaints_total: [6, 41, 0, 1], complaints_2m: [5, 40, 0, 1], complaints_12m: [6, 41, 0, 1] },
  months: ["2022-01", "2022-02", "2022-03"],
  complaints_by_month: { sparse: [[0, 1, 1, 2, 2, 3], [0, 1, 1, 9, 2, 31], [], [1, 1]] },
  streets: {
    uid: [1, 2], code: ["110", "120"], name: ["甲街道", "乙街道"], kind: ["subdistrict", "subdistrict"], lon: [0, 1], lat: [0, 0],
    area_m2: [1e6, 1e6], zones: [3, 1],
  },
  unmatched: { complaints: 4, complaints_2m: 4, service: 9, committee: 0, enforcement: 0 },
  unplaceable: { complaints: 1, complaints_2m: 1, service: 2, committee: 0, enforcement: 0 },
  out_of_area: { complaints: 5, complaints_2m: 2, service: 0, committee: 0, enforcement: 0 },
}

export const profile = {
  enums: { service_group: { zh: "", en: "", values: [{ id: "entrusted", zh: "委托管理", en: "Entrusted" }] } },
} as unknown as Profile

/** Requests of the desk's map: shapes of a survey, exact shapes of zones, and what was drawn by hand. */
import { api, bodyOf, within } from "./client"
import type { components } from "./types.gen"

type Schemas = components["schemas"]

export type Geometry = Schemas["Geometry"]
export type FindingShapes = Schemas["FindingShapes"]
export type FeatureShapes = Schemas["FeatureShapes"]
export type ZoneFeature = Schemas["ZoneFeature"]
export type StreetFeature = Schemas["StreetFeature"]
export type Edits = Schemas["Edits"]
export type Accepted = Schemas["Accepted"]

export const readFindingShapes = (survey: number, number: number, signal?: AbortSignal): Promise<FindingShapes> =>
  bodyOf<FindingShapes>(api.GET("/api/v1/surveys/{survey}/findings/{number}", { params: { path: { survey, number } }, ...within(signal) }))

export const readFeatureShapes = (survey: number, row: number, signal?: AbortSignal): Promise<FeatureShapes> =>
  bodyOf<FeatureShapes>(api.GET("/api/v1/surveys/{survey}/features/{row}", { params: { path: { survey, row } }, ...within(signal) }))

export const readZone = (uid: number, signal?: AbortSignal): Promise<ZoneFeature> =>
  bodyOf<ZoneFeature>(api.GET("/api/v1/zones/{uid}", { params: { path: { uid } }, ...within(signal) }))

/** The zones whose boxes meet a box of west, south, east, north, exact to seven decimals. */
export async function readZonesIn(box: readonly number[], signal?: AbortSignal): Promise<ZoneFeature[]> {
  const query = { bbox: box.map((edge) => edge.toFixed(7)).join(","), limit: 500 }
  const { features } = await bodyOf<{ features: ZoneFeature[] }>(api.GET("/api/v1/zones", { params: { query }, ...within(signal) }))
  return features
}

/** All streets, exact to seven decimals. */
export async function readStreetOutlines(signal?: AbortSignal): Promise<StreetFeature[]> {
  const { features } = await bodyOf<{ features: StreetFeature[] }>(api.GET("/api/v1/streets/outlines", { ...within(signal) }))
  return features
}

/** Hands in what was drawn as a small survey of its own. */
export const sendEdits = (edits: Edits): Promise<Accepted> =>
  bodyOf<Accepted>(api.POST("/api/v1/surveys/edits", { body: edits }))

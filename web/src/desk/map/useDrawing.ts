/** The drawing board: known places as they are loaded, what was drawn on them, its history, and handing it in. */
import { computed, ref, shallowRef } from "vue"
import { ApiError } from "@/api/client"
import { readStreetOutlines, readZone, readZonesIn, sendEdits, type StreetFeature, type ZoneFeature } from "@/api/surveyMap"
import { useDistrict } from "@/stores/district"
import { keepChanges } from "./shapes/changes"
import {
  BLANK, listDrawn, merge, nextCode, placesOf, rename, split, takeStep, toFeatures, type Drawing, type Place, type Refusal,
} from "./shapes/edits"
import { advance, begin, redo, undo } from "./shapes/history"
import type { Position } from "./shapes/rings"
import type { Step } from "./shapes/vertices"

export type Tool = "vertices" | "split" | "merge"
/** What is drawn at a time: a survey draws one or the other. */
export type DrawnKind = "zone" | "street"

/** Neighbours are loaded this far around a place, in degrees: about 200 metres. */
const AROUND = 0.002

const placeOf = ({ id, geometry, properties }: ZoneFeature | StreetFeature): Place => ({
  id: String(id), uid: id, code: properties.code, name: properties.name, area: properties.area_m2, shape: geometry.coordinates, parents: [],
})

/** A zone with its neighbours; streets are few, so they come together. */
async function readAround(kind: DrawnKind, uid: number): Promise<(ZoneFeature | StreetFeature)[]> {
  if (kind === "street") return readStreetOutlines()
  const zone = await readZone(uid)
  const [west, south, east, north] = zone.bbox
  return [zone, ...await readZonesIn([west - AROUND, south - AROUND, east + AROUND, north + AROUND])]
}

export function useDrawing() {
  const district = useDistrict()
  const kind = ref<DrawnKind>("zone")
  const known = shallowRef<ReadonlyMap<string, Place>>(new Map())
  const history = shallowRef(begin<Drawing>(BLANK))
  const chosen = ref<string | null>(null)
  const tool = ref<Tool>("vertices")
  const together = ref(true)
  const refusal = ref<Refusal | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  const sending = ref(false)
  /** The release that was drawn on: that of the first place. */
  let base: number | null = null
  let pieces = 0
  let asked = 0

  const drawing = computed(() => history.value.present)
  const places = computed(() => placesOf(known.value, drawing.value))
  const changes = computed(() => keepChanges(known.value, drawing.value))
  const rows = computed(() => listDrawn(known.value, changes.value))
  const place = computed(() => (chosen.value === null ? null : places.value.get(chosen.value) ?? null))

  function codesBut(id: string): Set<string> {
    const others = [...places.value.values()].filter((other) => other.id !== id).map(({ code }) => code)
    const here = new Set([...known.value.values()].map(({ code }) => code))
    // What is not loaded stays as it is; what is loaded counts as drawn, and a code that was given up may be used.
    const all = kind.value === "zone" ? district.columns?.zones.code : district.columns?.streets.code
    return new Set([...(all ?? []).filter((code) => !here.has(code)), ...others])
  }

  const isTaken = (id: string, code: string): boolean => codesBut(id).has(code.trim())
  const complete = computed(() => rows.value.every(({ place: { id, code, name }, isGone }) =>
    isGone || (code.trim() !== "" && name.trim() !== "" && !isTaken(id, code))))

  async function attempt<Result>(action: () => Promise<Result>): Promise<Result | null> {
    error.value = null
    try {
      return await action()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      error.value = reason
      return null
    }
  }

  /** Loads a place and its neighbours exactly and chooses it. */
  async function load(uid: number): Promise<void> {
    const mine = (asked += 1)
    loading.value = true
    base ??= district.state?.release ?? null
    const found = await attempt(() => readAround(kind.value, uid))
    if (mine !== asked) return
    loading.value = false
    if (!found) return
    const fresh = found.map(placeOf).filter(({ id }) => !known.value.has(id))
    known.value = new Map([...known.value, ...fresh.map((one) => [one.id, one] as const)])
    chosen.value = String(uid)
  }

  function draw(next: Drawing | Refusal): boolean {
    refusal.value = typeof next === "string" ? next : null
    if (typeof next !== "string") history.value = advance(history.value, next)
    return typeof next !== "string"
  }

  function step(taken: Step): boolean {
    return chosen.value !== null && draw(takeStep(known.value, drawing.value, chosen.value, taken, together.value))
  }

  function cut(line: Position[]): boolean {
    const { value: parent } = place
    if (!parent) return false
    const taken = codesBut("")
    return draw(split(known.value, drawing.value, parent.id, line, () => {
      pieces += 1
      const code = nextCode(parent.code, taken)
      taken.add(code)
      return { id: `new-${String(pieces)}`, code, name: "" }
    }))
  }

  const join = (other: string): boolean =>
    chosen.value !== null && chosen.value !== other && draw(merge(known.value, drawing.value, chosen.value, other))

  function travel(back: boolean): void {
    history.value = back ? undo(history.value) : redo(history.value)
    refusal.value = null
    if (chosen.value !== null && !places.value.has(chosen.value)) chosen.value = null
  }

  function discard(): void {
    history.value = begin(BLANK)
    refusal.value = null
    chosen.value = null
    known.value = new Map()
    base = null
  }

  /** Goes on to draw the other kind of place; what was drawn so far has to be handed in or discarded before. */
  function choose(next: DrawnKind): void {
    if (next === kind.value || rows.value.length > 0) return
    discard()
    kind.value = next
  }

  /** Hands the drawing in; the number of the survey that it became, or null when it was not taken. */
  async function submit(reason: string): Promise<number | null> {
    if (base === null || rows.value.length === 0 || !complete.value) return null
    sending.value = true
    const edits = { kind: kind.value, base_release: base, reason, features: toFeatures(changes.value) }
    const taken = await attempt(() => sendEdits(edits))
    sending.value = false
    if (taken) discard()
    return taken?.id ?? null
  }

  return {
    kind, known, history, changes, places, rows, chosen, place, tool, together, refusal, error, loading, sending, complete, isTaken,
    choose, load, step, cut, join, travel, discard, submit,
    rename: (id: string, named: Partial<Pick<Place, "code" | "name">>) => { draw(rename(known.value, drawing.value, id, named)) },
  }
}

export type DrawingBoard = ReturnType<typeof useDrawing>

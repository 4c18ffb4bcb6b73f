/** Makes a map of the desk and keeps its style: appearance, tile sets, data. The parts draw into it. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from "vue"
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl"
import type { Extent } from "@/api/types"
import { loadGlyphs } from "@/appearance/glyphs"
import { createMap, knowPmtiles, paintPatterns } from "@/map/createMap"
import { deskData, type DeskData, type Features } from "@/map/deskMarks"
import { deskStyle, type DeskStyleOptions } from "@/map/deskStyle"
import { paintMarks } from "@/map/marks"
import { paletteOf } from "@/map/palette"
import { useDistrict } from "@/stores/district"
import { usePreferences } from "@/stores/preferences"
import { useCamera } from "./camera"
import type { Sides } from "./tiles"

const boundsOf = ({ west, south, east, north }: Extent): [number, number, number, number] => [west, south, east, north]

/** `beforeStyle` is called before another style is put on: what drew layers of its own into the last one takes them away. */
export function useDeskMap(container: Ref<HTMLElement | null>, sides: () => Sides | null, beforeStyle: () => void = () => undefined) {
  const district = useDistrict()
  const preferences = usePreferences()
  const map = shallowRef<MapLibre | null>(null)
  /** Counts the styles that were put on: what was drawn by feature state has to be drawn again after each. */
  const styled = ref(0)
  const failed = ref(false)
  const data: DeskData = deskData()
  const camera = useCamera()
  /** Whether another mode has already looked at a place: then the map opens there. */
  const inherited = camera.value !== null
  let opened = false
  let gone = false

  function options(): DeskStyleOptions | null {
    const { profile } = district
    const tiles = sides()
    if (!profile || !tiles) return null
    const { kind, url, attribution } = profile.basemap
    return {
      palette: paletteOf(preferences.appearance), bounds: boundsOf(profile.extent), ...tiles, data,
      ...(kind === "none" ? {} : { basemap: { kind, url, attribution } }),
    }
  }

  const labelText = (): string =>
    [...(district.columns?.streets.name ?? []), ...(district.columns?.zones.name ?? [])].join("")

  async function open(): Promise<void> {
    const wanted = options()
    if (!container.value || !wanted || opened) return
    opened = true
    if (wanted.basemap?.kind === "pmtiles") await knowPmtiles()
    await loadGlyphs(`EW0123456789${(district.columns?.streets.name ?? []).join("")}`)
    if (!gone) make(container.value, wanted)
  }

  function make(container: HTMLElement, wanted: DeskStyleOptions): void {
    try {
      const made = createMap({ container, style: deskStyle(wanted), palette: wanted.palette, extent: wanted.bounds, camera: camera.value })
      made.on("moveend", () => {
        const { lng, lat } = made.getCenter()
        camera.value = { zoom: made.getZoom(), lat, lon: lng }
      })
      made.on("style.load", () => { paint(made) })
      made.once("idle", () => { void loadGlyphs(labelText()) })
      map.value = made
    } catch {
      failed.value = true
    }
  }

  function paint(made: MapLibre): void {
    const palette = paletteOf(preferences.appearance)
    paintPatterns(made, palette)
    paintMarks(made, palette)
    styled.value += 1
  }

  function restyle(): void {
    const wanted = options()
    if (!map.value) void open()
    else if (wanted) {
      beforeStyle()
      map.value.setStyle(deskStyle(wanted), { diff: true })
      paint(map.value)
    }
  }

  /** Puts features into one of the map's own sources. */
  function show(source: keyof DeskData, features: Features): void {
    data[source] = { ...data[source], data: features }
    void map.value?.getSource<GeoJSONSource>(source)?.setData(features)
  }

  onMounted(() => { void open() })
  watch(() => district.profile, () => { void open() })
  watch([() => preferences.appearance, () => JSON.stringify(sides())], restyle)
  onBeforeUnmount(() => {
    gone = true
    map.value?.remove()
    map.value = null
  })

  return { map, styled, failed, inherited, show }
}

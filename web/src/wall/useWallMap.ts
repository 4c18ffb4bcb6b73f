/** Joins the wall's one map to the stores: colours, lagging streets, the place of their numbers. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from "vue"
import type { Map as MapLibre } from "maplibre-gl"
import { createMap, knowPmtiles, paintPatterns, swapTiles } from "@/map/createMap"
import { paletteOf, type Palette } from "@/map/palette"
import { Painter } from "@/map/recolour"
import { TILES, type StyleOptions } from "@/map/style"
import { openProbe } from "@/panels/map/probe"
import { useDistrict } from "@/stores/district"
import { usePreferences } from "@/stores/preferences"
import { useTheme } from "@/stores/theme"
import type { Place } from "./markers"
import { wallStyle, type StreetState } from "./wallStyle"

/** CSS pixels of the unit at which a line of one pixel looks right. */
const UNIT_OF_ONE_PIXEL = 26
/** A lost graphics context that does not come back in this time needs a new page. */
const LOST_MS = 20_000

const absolute = (path: string): string => window.location.origin + path

export function useWallMap(container: Ref<HTMLElement | null>, lagging: () => readonly number[], unit: () => number, renew: () => void) {
  const district = useDistrict()
  const preferences = usePreferences()
  const themes = useTheme()
  const failed = ref(false)
  const lost = ref(false)
  /** Where the label points of the lagging streets stand, in CSS pixels of the map. */
  const places = shallowRef<(Place | null)[]>([])
  let map: MapLibre | null = null
  let painter: Painter | null = null
  let coloured: () => void = () => undefined
  let styled = false
  let outlined: readonly number[] = []
  let lostTimer = 0
  let sizes: ResizeObserver | null = null

  function styleOptions(): StyleOptions | null {
    const { profile, state } = district
    if (!profile || !state?.tiles) return null
    const { west, south, east, north } = profile.extent
    const { kind, url, attribution } = profile.basemap
    return {
      palette: paletteOf(preferences.appearance), tiles: absolute(state.tiles),
      minZoom: profile.map.min_zoom, maxZoom: profile.map.max_zoom, bounds: [west, south, east, north],
      ...(kind === "none" ? {} : { basemap: { kind, url, attribution } }),
    }
  }

  function paint(): void {
    if (!painter || !styled || !themes.painting || !district.columns) return
    painter.recolour(district.columns.zones.uid, district.columns.streets.uid, themes.painting)
    coloured()
  }

  function outline(): void {
    if (!map || !styled) return
    const next = lagging()
    const set = (id: number, state: StreetState): void => { map?.setFeatureState({ source: TILES, sourceLayer: "street", id }, { ...state }) }
    outlined.filter((uid) => !next.includes(uid)).forEach((uid) => { set(uid, { lag: false }) })
    next.forEach((uid) => { set(uid, { lag: true }) })
    outlined = next
    place()
  }

  function place(): void {
    const streets = district.columns?.streets
    places.value = lagging().map((uid) => {
      const index = district.streetIndex.get(uid)
      const lon = index === undefined ? undefined : streets?.lon[index]
      const lat = index === undefined ? undefined : streets?.lat[index]
      if (!map || lon === undefined || lat === undefined) return null
      const { x, y } = map.project([lon, lat])
      return { x, y }
    })
  }

  /** Shows the whole district in the space there is. */
  function fit(): void {
    const options = styleOptions()
    if (!map || !options) return
    map.resize()
    map.fitBounds(options.bounds, { padding: unit() * 0.35, duration: 0 })
    place()
  }

  /** Follows the first load of the style and each one after a lost context, with which all feature states went. */
  function showStyle(made: MapLibre, palette: Palette): void {
    styled = true
    painter = new Painter(made)
    outlined = []
    paintPatterns(made, palette)
    coloured = openProbe(made, painter.times)
    paint()
    outline()
  }

  function guardContext(made: MapLibre): void {
    made.on("webglcontextlost", () => {
      lost.value = true
      styled = false
      lostTimer = window.setTimeout(renew, LOST_MS)
    })
    made.on("webglcontextrestored", () => {
      window.clearTimeout(lostTimer)
      lost.value = false
    })
  }

  async function open(): Promise<void> {
    const options = styleOptions()
    if (!container.value || !options || map) return
    if (options.basemap?.kind === "pmtiles") await knowPmtiles()
    try {
      map = createMap({
        container: container.value, style: wallStyle(options, unit() / UNIT_OF_ONE_PIXEL), palette: options.palette,
        extent: options.bounds, camera: null, interactive: false,
      })
    } catch {
      failed.value = true
      return
    }
    const made = map
    guardContext(made)
    made.on("style.load", () => { showStyle(made, options.palette) })
    sizes = new ResizeObserver(fit)
    sizes.observe(container.value)
    fit()
  }

  onMounted(() => { void open() })
  watch(() => district.state?.tiles, (tiles, before) => {
    if (map && tiles && tiles !== before) swapTiles(map, absolute(tiles))
    else void open()
  })
  watch(() => themes.painting, paint)
  watch(lagging, outline)
  watch(unit, (next) => {
    const options = styleOptions()
    if (map && options && styled) map.setStyle(wallStyle(options, next / UNIT_OF_ONE_PIXEL), { diff: true })
  })
  onBeforeUnmount(() => {
    window.clearTimeout(lostTimer)
    sizes?.disconnect()
    map?.remove()
    delete window.__onemap
  })

  return { failed, lost, places }
}

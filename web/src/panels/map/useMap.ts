/** Joins the map to the stores: what they say is painted, what the pointer does is told to them. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from "vue"
import type { Map as MapLibre, MapLayerMouseEvent } from "maplibre-gl"
import type { Extent } from "@/api/types"
import { loadGlyphs, warmGlyphs } from "@/appearance/glyphs"
import { i18n } from "@/i18n"
import { sameCamera, type Camera } from "@/map/camera"
import { createMap, knowPmtiles, paintPatterns, restyle, swapTiles } from "@/map/createMap"
import { paletteOf } from "@/map/palette"
import { Painter } from "@/map/recolour"
import { mapStyle, TILES, TOUCH_LAYERS, type StyleOptions, type ZoneState } from "@/map/style"
import { useDistrict } from "@/stores/district"
import { usePreferences } from "@/stores/preferences"
import { useTheme } from "@/stores/theme"
import { useView } from "@/stores/view"
import { openProbe } from "./probe"

export interface Hover {
  uid: number
  x: number
  y: number
}

const bounds = ({ west, south, east, north }: Extent): [number, number, number, number] => [west, south, east, north]
const cameraOf = (map: MapLibre): Camera => {
  const { lng, lat } = map.getCenter()
  return { zoom: map.getZoom(), lat, lon: lng }
}
/** From about here the zones' names are drawn. */
const NAMES_ZOOM = 13
/** Close enough to read the names around a zone. */
const ZONE_ZOOM = 14.5
const absolute = (path: string): string => window.location.origin + path

export function useMap(container: Ref<HTMLElement | null>) {
  const district = useDistrict()
  const preferences = usePreferences()
  const themes = useTheme()
  const view = useView()
  const map = shallowRef<MapLibre | null>(null)
  const hover = ref<Hover | null>(null)
  const failed = ref(false)
  let painter: Painter | null = null
  let coloured: () => void = () => undefined
  let styled = false
  let opening: Camera | null = null

  function styleOptions(): StyleOptions | null {
    const { profile, state } = district
    if (!profile || !state?.tiles) return null
    const { kind, url, attribution } = profile.basemap
    return {
      palette: paletteOf(preferences.appearance),
      tiles: absolute(state.tiles),
      minZoom: profile.map.min_zoom,
      maxZoom: profile.map.max_zoom,
      bounds: bounds(profile.extent),
      ...(kind === "none" ? {} : { basemap: { kind, url, attribution } }),
    }
  }

  /** A link that names a zone but no place opens at the zone. */
  function zoneCamera(): Camera | null {
    const index = view.zone === null ? undefined : district.zoneIndex.get(view.zone)
    const zones = district.columns?.zones
    if (index === undefined || !zones) return null
    return { zoom: ZONE_ZOOM, lat: zones.lat[index] ?? 0, lon: zones.lon[index] ?? 0 }
  }

  function setZone(uid: number | null | undefined, state: ZoneState): void {
    if (uid && styled) map.value?.setFeatureState({ source: TILES, sourceLayer: "zone", id: uid }, state)
  }

  function point(next: Hover | null): void {
    if (next?.uid !== hover.value?.uid) {
      setZone(hover.value?.uid, { h: false })
      setZone(next?.uid, { h: true })
    }
    hover.value = next
  }

  function paint(): void {
    if (!painter || !styled || !themes.painting || !district.columns) return
    painter.recolour(district.columns.zones.uid, district.columns.streets.uid, themes.painting)
    coloured()
  }

  function listen(made: MapLibre): void {
    const pointed = ({ features, point: at }: MapLayerMouseEvent): void => {
      const id = features?.[0]?.id
      made.getCanvas().style.cursor = id === undefined ? "" : "pointer"
      point(typeof id === "number" ? { uid: id, x: at.x, y: at.y } : null)
    }
    made.on("mousemove", TOUCH_LAYERS, pointed)
    made.on("mouseleave", TOUCH_LAYERS, () => {
      made.getCanvas().style.cursor = ""
      point(null)
    })
    made.on("movestart", () => { point(null) })
    made.on("click", ({ point: at }) => {
      const id = made.queryRenderedFeatures(at, { layers: TOUCH_LAYERS })[0]?.id
      view.chooseZone(typeof id === "number" ? id : null)
    })
    made.on("moveend", () => {
      const camera = cameraOf(made)
      // The fit to the district at the start is nobody's choice and stays out of the address.
      if (view.camera !== null || !sameCamera(camera, opening)) view.moved(camera)
    })
  }

  async function open(): Promise<void> {
    const options = styleOptions()
    if (!container.value || !options || map.value) return
    if (options.basemap?.kind === "pmtiles") await knowPmtiles()
    const camera = view.camera ?? zoneCamera()
    await loadGlyphs(labelText(camera !== null && camera.zoom > NAMES_ZOOM))
    try {
      map.value = createMap({
        container: container.value, style: mapStyle(options), palette: options.palette, extent: options.bounds,
        camera,
      })
      attend(map.value)
    } catch {
      failed.value = true
    }
  }

  /** Paints a style that was just loaded: the first, or the same one after a lost graphics context. */
  function showStyle(made: MapLibre): void {
    if (styled) paintPatterns(made, paletteOf(preferences.appearance))
    styled = true
    painter = new Painter(made)
    coloured = openProbe(made, painter.times)
    paint()
    setZone(view.zone, { s: true })
  }

  function attend(made: MapLibre): void {
    opening = cameraOf(made)
    listen(made)
    made.on("style.load", () => { showStyle(made) })
    made.on("webglcontextlost", () => { point(null) })
    made.once("idle", () => {
      void loadGlyphs(labelText(true))
      warmGlyphs(JSON.stringify([i18n.global.messages.value, district.profile]))
    })
  }

  /** What the labels will say: the streets' names, and those of the zones once they are near. */
  function labelText(zones: boolean): string {
    const { columns } = district
    return [...(columns?.streets.name ?? []), ...(zones ? (columns?.zones.name ?? []) : [])].join("")
  }

  /** Follows back and forward; what the map itself reported is where it already stands. */
  function follow(camera: Camera | null): void {
    if (!map.value || sameCamera(camera, cameraOf(map.value))) return
    if (camera) map.value.easeTo({ center: [camera.lon, camera.lat], zoom: camera.zoom, duration: 200 })
    else if (district.profile) map.value.fitBounds(bounds(district.profile.extent), { padding: 24, duration: 200 })
  }

  onMounted(() => { void open() })
  watch(() => district.state?.tiles, (tiles, before) => {
    if (map.value && tiles && tiles !== before) swapTiles(map.value, absolute(tiles))
    else void open()
  })
  watch(() => themes.painting, paint)
  watch(() => view.camera, follow)
  watch(() => preferences.appearance, () => {
    const options = styleOptions()
    if (map.value && options) restyle(map.value, mapStyle(options), options.palette)
  })
  watch(() => view.zone, (uid, before) => {
    setZone(before, { s: false })
    setZone(uid, { s: true })
  })
  onBeforeUnmount(() => {
    map.value?.remove()
    delete window.__onemap
  })

  return { map, hover, failed, point }
}

/** Makes a map of a desk and keeps its style: appearance, tile sets, data. The parts draw into it. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from "vue"
import type { GeoJSONSource, GeoJSONSourceSpecification, Map as MapLibre, StyleSpecification } from "maplibre-gl"
import type { Extent } from "@/api/types"
import { loadGlyphs } from "@/appearance/glyphs"
import type { BasemapOptions } from "@/map/basemap"
import { createMap, knowPmtiles, paintPatterns } from "@/map/createMap"
import type { Features } from "@/map/deskMarks"
import { paletteOf, type Palette } from "@/map/palette"
import { useDistrict } from "@/stores/district"
import { usePreferences } from "@/stores/preferences"
import { useCamera } from "./camera"

/** What every map lies on: colours, the district's bounds, and its base map where it has one. */
export interface Ground {
  palette: Palette
  bounds: [number, number, number, number]
  basemap?: BasemapOptions
}

export interface Wanted {
  /** The style on its ground; null while it is not known what to draw. */
  style: (ground: Ground) => StyleSpecification | null
  /** Asks for another style whenever it changes. */
  key: () => string
  /** Draws the images that the style uses beside the patterns. */
  images?: (map: MapLibre, palette: Palette) => void
  /** Called before another style is put on: what drew layers of its own into the last one takes them away. */
  beforeStyle?: () => void
}

const boundsOf = ({ west, south, east, north }: Extent): [number, number, number, number] => [west, south, east, north]

/** `data`: the map's own sources by name, which `show` fills. */
export function useStyledMap<Data extends Record<keyof Data, GeoJSONSourceSpecification>>(container: Ref<HTMLElement | null>, data: Data, wanted: Wanted) {
  const district = useDistrict()
  const preferences = usePreferences()
  const map = shallowRef<MapLibre | null>(null)
  /** Counts the styles that were put on: what was drawn by feature state has to be drawn again after each. */
  const styled = ref(0)
  const failed = ref(false)
  const camera = useCamera()
  /** Whether another map of the page has already looked at a place: then this one opens there. */
  const inherited = camera.value !== null
  let opened = false
  let gone = false

  function groundOf(): Ground | null {
    const { profile } = district
    if (!profile) return null
    const { kind, url, attribution } = profile.basemap
    return {
      palette: paletteOf(preferences.appearance), bounds: boundsOf(profile.extent),
      ...(kind === "none" ? {} : { basemap: { kind, url, attribution } }),
    }
  }

  const streetNames = (): string => (district.columns?.streets.name ?? []).join("")
  const labelText = (): string => streetNames() + (district.columns?.zones.name ?? []).join("")

  async function open(): Promise<void> {
    const ground = groundOf()
    if (!container.value || !ground || opened || !wanted.style(ground)) return
    opened = true
    if (ground.basemap?.kind === "pmtiles") await knowPmtiles()
    await loadGlyphs(`EW0123456789${streetNames()}`)
    const style = wanted.style(ground)
    if (!gone && style) make(container.value, ground, style)
  }

  function make(container: HTMLElement, { palette, bounds }: Ground, style: StyleSpecification): void {
    try {
      const made = createMap({ container, style, palette, extent: bounds, camera: camera.value })
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
    wanted.images?.(made, palette)
    styled.value += 1
  }

  function restyle(): void {
    const ground = groundOf()
    const style = ground && wanted.style(ground)
    if (!map.value) void open()
    else if (style) {
      wanted.beforeStyle?.()
      map.value.setStyle(style, { diff: true })
      paint(map.value)
    }
  }

  /** Puts features into one of the map's own sources. */
  function show(source: keyof Data & string, features: Features): void {
    data[source] = { ...data[source], data: features }
    void map.value?.getSource<GeoJSONSource>(source)?.setData(features)
  }

  onMounted(() => { void open() })
  watch(() => district.profile, () => { void open() })
  watch([() => preferences.appearance, wanted.key], restyle)
  onBeforeUnmount(() => {
    gone = true
    map.value?.remove()
    map.value = null
  })

  return { map, styled, failed, inherited, show }
}

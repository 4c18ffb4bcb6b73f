/** Follows the pointer over places: which one it is on, and which one it picks. */
import { shallowRef, watch, type Ref } from "vue"
import type { Map as MapLibre, MapGeoJSONFeature, PointLike } from "maplibre-gl"
import { touchLayers, type DeskState } from "@/map/deskStyle"

export interface Pointed {
  source: string
  /** The code of a surveyed place, the number of a known one. */
  id: number | string
  code: string
  name: string
  x: number
  y: number
}

function pointedAt(feature: MapGeoJSONFeature | undefined, x: number, y: number): Pointed | null {
  if (feature?.id === undefined) return null
  const text = (key: string): string => {
    const value: unknown = feature.properties[key]
    return typeof value === "string" ? value : ""
  }
  return { source: feature.source, id: feature.id, code: text("code"), name: text("name"), x, y }
}

export function usePointer(map: Ref<MapLibre | null>, source: () => string, picked: (place: Pointed, at: PointLike) => void) {
  const hover = shallowRef<Pointed | null>(null)

  function mark(place: Pointed | null, state: DeskState): void {
    if (place && map.value?.getSource(place.source)) {
      map.value.setFeatureState({ source: place.source, sourceLayer: "zone", id: place.id }, { ...state })
    }
  }

  function point(next: Pointed | null): void {
    if (next?.id !== hover.value?.id || next?.source !== hover.value?.source) {
      mark(hover.value, { h: false })
      mark(next, { h: true })
    }
    hover.value = next
  }

  const find = (made: MapLibre, x: number, y: number): Pointed | null => {
    const layers = touchLayers(source()).filter((id) => made.getLayer(id))
    return pointedAt(made.queryRenderedFeatures([x, y], { layers })[0], x, y)
  }

  watch(map, (made) => {
    if (!made) return
    made.on("mousemove", ({ point: { x, y } }) => {
      const place = find(made, x, y)
      point(place)
    })
    made.on("mouseout", () => { point(null) })
    made.on("movestart", () => { point(null) })
    made.on("click", ({ point: at }) => {
      const place = find(made, at.x, at.y)
      if (place) picked(place, at)
    })
  }, { immediate: true })

  return { hover, clear: () => { point(null) } }
}

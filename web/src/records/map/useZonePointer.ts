/** Follows the pointer over the zones: the name of the one it is on, and the one that is clicked. */
import { shallowRef, watch, type Ref } from "vue"
import type { Map as MapLibre, MapGeoJSONFeature } from "maplibre-gl"
import { REVIEW_TOUCH, type ReviewTouch } from "@/map/reviewStyle"

const uidOf = ({ id, properties }: MapGeoJSONFeature): number | null => {
  const uid: unknown = properties["uid"] ?? id
  return typeof uid === "number" ? uid : null
}

export function useZonePointer(map: Ref<MapLibre | null>, source: string, picked: (uid: number) => void) {
  const hover = shallowRef<string | null>(null)
  let under: number | null = null

  const find = (made: MapLibre, x: number, y: number): MapGeoJSONFeature | undefined =>
    made.queryRenderedFeatures([x, y], { layers: REVIEW_TOUCH.filter((id: ReviewTouch) => made.getLayer(id)) })[0]

  function mark(made: MapLibre, uid: number | null, on: boolean): void {
    if (uid !== null && made.getSource(source)) made.setFeatureState({ source, sourceLayer: "zone", id: uid }, { h: on })
  }

  function point(made: MapLibre, feature: MapGeoJSONFeature | undefined): void {
    const uid = feature ? uidOf(feature) : null
    made.getCanvas().style.cursor = uid === null ? "" : "pointer"
    const name: unknown = feature?.properties["name"]
    hover.value = typeof name === "string" ? name : null
    if (uid === under) return
    mark(made, under, false)
    mark(made, uid, true)
    under = uid
  }

  watch(map, (made) => {
    if (!made) return
    made.on("mousemove", ({ point: { x, y } }) => { point(made, find(made, x, y)) })
    made.on("mouseout", () => { point(made, undefined) })
    made.on("click", ({ point: { x, y } }) => {
      const feature = find(made, x, y)
      const uid = feature ? uidOf(feature) : null
      if (uid !== null) picked(uid)
    })
  }, { immediate: true })

  return { hover }
}

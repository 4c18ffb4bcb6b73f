/** Terra Draw as the hand that moves vertices and draws lines; what they mean is decided elsewhere. */
import type { Map as MapLibre } from "maplibre-gl"
import {
  TerraDraw, TerraDrawLineStringMode, TerraDrawPolygonMode, TerraDrawSelectMode,
  type GeoJSONStoreFeatures, type TerraDrawMouseEvent,
} from "terra-draw"
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter"
import type { Palette } from "@/map/palette"
import { onGrid, ringsOf, same, type Position, type Ring, type Shape } from "./shapes/rings"
import { snapTo } from "./shapes/snap"
import { findStep, type Step } from "./shapes/vertices"

/** How near a vertex snaps, in CSS pixels; the Alt key lets it go free. */
const SNAP_PX = 9

export interface PenWatch {
  step: (step: Step) => void
  line: (line: Position[]) => void
  /** Shapes to snap to: those of others when a vertex moves, the own one as well when a line is drawn. */
  anchors: (ownToo: boolean) => Iterable<Shape>
}

type Hex = `#${string}`

function modes(palette: Palette, snap: (event: TerraDrawMouseEvent, vertex: number | null) => Position | undefined) {
  const accent = palette.accent as Hex
  const paper = palette.paper as Hex
  const select = new TerraDrawSelectMode({
    allowManualDeselection: false,
    keyEvents: { deselect: null, delete: null, rotate: null, scale: null },
    pointerDistance: 14,
    flags: {
      polygon: {
        feature: {
          draggable: false, selfIntersectable: false,
          coordinates: {
            draggable: true, deletable: true, midpoints: { draggable: true },
            snappable: { toCustom: (event, { currentCoordinate = -1 }) => snap(event, currentCoordinate) },
          },
        },
      },
    },
    styles: {
      selectedPolygonColor: accent, selectedPolygonFillOpacity: 0, selectedPolygonOutlineColor: accent, selectedPolygonOutlineWidth: 2.4,
      selectionPointColor: paper, selectionPointOutlineColor: accent, selectionPointWidth: 5, selectionPointOutlineWidth: 2,
      midPointColor: accent, midPointOutlineColor: paper, midPointWidth: 3, midPointOutlineWidth: 1,
    },
  })
  const line = new TerraDrawLineStringMode({
    pointerDistance: 14, snapping: { toCustom: (event) => snap(event, null) },
    styles: {
      lineStringColor: accent, lineStringWidth: 2.4, lineStringDash: [6, 4], closingPointColor: accent, closingPointOutlineColor: paper,
      closingPointWidth: 5, snappingPointColor: accent, snappingPointOutlineColor: paper, snappingPointWidth: 5,
    },
  })
  const polygon = new TerraDrawPolygonMode({
    styles: { fillColor: accent, fillOpacity: 0, outlineColor: accent, outlineWidth: 1.6 },
  })
  return [select, line, polygon]
}

const isSame = (one: Ring, other: Ring): boolean =>
  one.length === other.length && one.every((at, index) => same(at, other[index] ?? [0, 0]))

export class Pen {
  private readonly draw: TerraDraw
  private rings: Ring[] = []
  private selected = 0
  private names = 0
  private pressed = false

  constructor(private readonly map: MapLibre, palette: Palette, private readonly watch: PenWatch) {
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: "pen" }),
      idStrategy: { isValidId: (id) => typeof id === "string", getId: () => `pen-${String(this.names += 1)}` },
      modes: modes(palette, (event, vertex) => this.snap(event, vertex)),
    })
    this.draw.start()
    this.draw.on("finish", (id, { action, mode }) => { this.finished(String(id), action, mode) })
    this.draw.on("select", (id) => { this.selected = Number(String(id).split("-")[1] ?? 0) })
    for (const type of ["pointerdown", "pointerup", "pointercancel"] as const) {
      map.getCanvas().addEventListener(type, this.press)
    }
  }

  private readonly press = ({ type }: PointerEvent): void => { this.pressed = type === "pointerdown" }

  /** Puts the vertices of a shape under the hand; null takes them away. */
  hold(shape: Shape | null): void {
    const already = this.isHolding(shape)
    this.rings = shape ? ringsOf(shape) : []
    if (already) return
    this.draw.setMode("select")
    this.draw.clear()
    const features = this.rings.map((ring, index) => ({
      id: `ring-${String(index)}`, type: "Feature" as const, properties: { mode: "polygon" },
      geometry: { type: "Polygon" as const, coordinates: [ring] },
    }))
    if (features.length === 0) return
    this.draw.addFeatures(features)
    this.draw.selectFeature(`ring-${String(this.selected < features.length ? this.selected : 0)}`)
  }

  /** Whether the hand is on this very shape: after a step of its own there is nothing to lay down anew. */
  private isHolding(shape: Shape | null): boolean {
    const rings = shape ? ringsOf(shape) : []
    return rings.length > 0 && this.draw.getMode() === "select" && !this.draw.getSnapshotFeature(`ring-${String(rings.length)}`)
      && rings.every((ring, index) => isSame(ring, this.ringOf(`ring-${String(index)}`)))
  }

  /** Lets a line be drawn across. */
  rule(): void {
    this.draw.clear()
    this.draw.setMode("linestring")
  }

  /** Lays the hand down: nothing can be moved or drawn. */
  rest(): void {
    this.hold(null)
  }

  close(): void {
    for (const type of ["pointerdown", "pointerup", "pointercancel"] as const) {
      this.map.getCanvas().removeEventListener(type, this.press)
    }
    this.draw.stop()
  }

  /** Metres of the snapping distance at the middle of the map. */
  private reach(): number {
    const { lat } = this.map.getCenter()
    return (SNAP_PX * 78_271.5 * Math.cos((lat * Math.PI) / 180)) / 2 ** this.map.getZoom()
  }

  /** Where the hand is held; `vertex` is the one that moves, null while a line is drawn. */
  private snap({ lng, lat, heldKeys }: TerraDrawMouseEvent, vertex: number | null): Position | undefined {
    if (heldKeys.includes("Alt")) return undefined
    const except = vertex === null ? [] : this.moving(vertex)
    return snapTo([lng, lat], this.watch.anchors(vertex === null), { metres: this.reach(), except }) ?? undefined
  }

  /** The places of the vertex that is moved, or of the two beside one that was just put in. */
  private moving(vertex: number): Position[] {
    const ring = this.rings[this.selected] ?? []
    const now = this.ringOf(`ring-${String(this.selected)}`)
    const at = ring[vertex]
    if (now.length === ring.length) return at ? [at] : []
    return [now[vertex - 1], now[vertex + 1]].flatMap((place) => (place ? [place] : []))
  }

  private ringOf(id: string): Ring {
    const feature: GeoJSONStoreFeatures | undefined = this.draw.getSnapshotFeature(id)
    return feature?.geometry.type === "Polygon" ? (feature.geometry.coordinates[0] ?? []).map(onGrid) : []
  }

  private finished(id: string, action: string, mode: string): void {
    // Terra Draw goes on with the feature after it told: what is drawn is taken up when it has done so.
    setTimeout(() => {
      // A vertex put in by dragging is told at once; where it comes to stand is told at the end.
      if (action === "insertMidpoint" && this.pressed) return
      if (mode === "linestring") this.takeLine(id)
      else this.takeRing(id)
    })
  }

  private takeLine(id: string): void {
    const feature = this.draw.getSnapshotFeature(id)
    const line = feature?.geometry.type === "LineString" ? feature.geometry.coordinates.map(onGrid) : []
    this.draw.removeFeatures([id])
    this.watch.line(line.filter((at, index) => index === 0 || !same(at, line[index - 1] ?? at)))
  }

  private takeRing(id: string): void {
    const ring = this.rings[Number(id.split("-")[1])]
    const step = ring ? findStep(ring, this.ringOf(id)) : null
    if (step) this.watch.step(step)
  }
}

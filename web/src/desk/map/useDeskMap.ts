/** Makes a map of the survey desk: the boundaries before and after a survey, and what the parts draw over them. */
import type { Ref } from "vue"
import { deskData, type DeskData } from "@/map/deskMarks"
import { deskStyle } from "@/map/deskStyle"
import { paintMarks } from "@/map/marks"
import { useStyledMap } from "@/parts/map/useStyledMap"
import type { Sides } from "./tiles"

/** `beforeStyle` is called before another style is put on: what drew layers of its own into the last one takes them away. */
export function useDeskMap(container: Ref<HTMLElement | null>, sides: () => Sides | null, beforeStyle: () => void = () => undefined) {
  const data: DeskData = deskData()
  return useStyledMap(container, data, {
    style: (ground) => {
      const tiles = sides()
      return tiles && deskStyle({ ...ground, ...tiles, data })
    },
    key: () => JSON.stringify(sides()),
    images: paintMarks,
    beforeStyle,
  })
}

import { useVirtualizer } from "@tanstack/vue-virtual"
import { computed, type Ref } from "vue"

/** The rows of a long list that are in sight, and the heights that stand for those before and after them. */
export function useVirtualRows(scroller: Readonly<Ref<HTMLElement | null>>, count: () => number, height: (index: number) => number) {
  const virtual = useVirtualizer(computed(() => ({
    count: count(), getScrollElement: () => scroller.value, estimateSize: height, overscan: 10, scrollPaddingStart: 36, scrollPaddingEnd: 12,
  })))
  const items = computed(() => virtual.value.getVirtualItems())
  const before = computed(() => items.value[0]?.start ?? 0)
  const after = computed(() => virtual.value.getTotalSize() - (items.value.at(-1)?.end ?? 0))
  const lastInSight = computed(() => items.value.at(-1)?.index ?? -1)
  const reveal = (index: number): void => { virtual.value.scrollToIndex(index) }
  return { items, before, after, lastInSight, reveal }
}

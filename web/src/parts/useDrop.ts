import { onBeforeUnmount, onMounted, ref } from "vue"
import { collectFiles } from "./entries"

/** Files and folders dropped anywhere on the page; `over` while some are held above it. */
export function useDrop(allowed: () => boolean, take: (files: File[]) => void) {
  const over = ref(false)
  /** Moving from one element to the next leaves the first after entering the second. */
  let depth = 0

  const hasFiles = (event: DragEvent): boolean => allowed() && (event.dataTransfer?.types.includes("Files") ?? false)

  function enter(event: DragEvent): void {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth += 1
    over.value = true
  }

  function move(event: DragEvent): void {
    if (hasFiles(event)) event.preventDefault()
  }

  function leave(event: DragEvent): void {
    if (!hasFiles(event)) return
    depth = Math.max(0, depth - 1)
    if (depth === 0) over.value = false
  }

  function drop(event: DragEvent): void {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth = 0
    over.value = false
    if (event.dataTransfer) void collectFiles(event.dataTransfer).then((files) => { if (files.length > 0) take(files) })
  }

  const listeners = { dragenter: enter, dragover: move, dragleave: leave, drop } as const
  const names = Object.keys(listeners) as (keyof typeof listeners)[]
  onMounted(() => { for (const name of names) window.addEventListener(name, listeners[name]) })
  onBeforeUnmount(() => { for (const name of names) window.removeEventListener(name, listeners[name]) })
  return { over }
}

/** The clock of the wall, once a second: what has to be told of time follows from it. */
import { onBeforeUnmount, ref, type Ref } from "vue"

export function useNow(): Readonly<Ref<Date>> {
  const now = ref(new Date())
  const timer = window.setInterval(() => { now.value = new Date() }, 1000)
  onBeforeUnmount(() => { window.clearInterval(timer) })
  return now
}

/** Keeps the wall in contact with the server, and says how it stands: nobody is there to press reload. */
import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from "vue"
import { readState } from "@/api/client"
import { useDistrict } from "@/stores/district"
import { useSession } from "@/stores/session"
import { nextReload } from "./night"

/** A heartbeat comes every ten seconds; after one and a half the data no longer count as confirmed. */
const SILENCE_MS = 15_000
/** How often what failed is tried again. */
const RETRY_MS = 10_000
/** How often a screen without access shows its token again. */
const DENIED_RETRY_MS = 60_000
/** Walls renew themselves within this many minutes after the hour of the night. */
const SPREAD_MIN = 20

/** `connecting`: nothing to show yet; `lost`: the last good data are shown. */
export type Contact = "connecting" | "live" | "lost" | "denied"

export function useContact(now: Readonly<Ref<Date>>, token: string | null) {
  const district = useDistrict()
  const session = useSession()
  const denied = ref(false)
  const seen = ref(false)
  let reloadAt = nextReload(new Date(), Math.floor(Math.random() * SPREAD_MIN))

  async function open(): Promise<void> {
    try {
      denied.value = (await session.load()) === null
    } catch {
      // Nothing answers; the next round asks again.
      return
    }
    if (!denied.value) await district.open()
  }

  /** What a person at the keyboard would do: read again what failed, come back after a refusal. */
  async function tend(): Promise<void> {
    if (denied.value) return
    if (district.ready && district.error === null) return
    district.close()
    await open()
  }

  /** Reloads the page if the server is there to answer; without it the page must stay as it is. */
  async function renew(): Promise<void> {
    const answers = await readState().then(() => true, () => false)
    if (answers) window.location.reload()
  }

  watch(() => session.session, (current, before) => { if (before !== null && current === null) denied.value = true })
  watch(() => district.ready, (ready) => { seen.value ||= ready })
  watch(now, (time) => {
    if (time < reloadAt) return
    reloadAt = new Date(time.getTime() + SPREAD_MIN * 60_000)
    void renew()
  })

  const tending = window.setInterval(() => { void tend() }, RETRY_MS)
  // Only opening the page anew presents the token.
  const presenting = window.setInterval(() => { if (denied.value && token !== null) window.location.reload() }, DENIED_RETRY_MS)
  onBeforeUnmount(() => {
    window.clearInterval(tending)
    window.clearInterval(presenting)
    district.close()
  })
  void open()

  const silentMs = computed(() => (district.aliveAt ? now.value.getTime() - district.aliveAt.getTime() : 0))
  const contact: ComputedRef<Contact> = computed(() => {
    if (denied.value) return "denied"
    if (!district.ready) return "connecting"
    return silentMs.value > SILENCE_MS ? "lost" : "live"
  })
  return { contact, silentMs, renew }
}

import type { Box } from "@/api/types"

/** What the map view lets its page do. */
export interface MapMoves {
  /** Moves just as far as the zone needs to be seen beside the ledger. */
  revealZone: (uid: number) => void
  showBox: (bbox: Box) => void
}

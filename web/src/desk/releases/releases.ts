/** What going back to a release would do to the map. Pure. */
import type { Release } from "@/api/surveyTypes"

type Held = Pick<Release, "zones" | "streets">

/** Whether a release lacks all zones or all streets, while the one in force has some: going back would empty the map. */
export const empties = (release: Held, inForce: Held | null): boolean =>
  inForce !== null && ((release.zones === 0 && inForce.zones > 0) || (release.streets === 0 && inForce.streets > 0))

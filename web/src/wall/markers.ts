/** Places of the numbers on the map: pure geometry on the screen. */

export interface Place {
  x: number
  y: number
}

const ROUNDS = 24

/** Pushes places apart until no two are nearer than `distance`; each stays as near its own as that allows. */
export function spread(places: readonly Place[], distance: number): Place[] {
  const moved = places.map((place) => ({ ...place }))
  for (let round = 0; round < ROUNDS; round += 1) {
    moved.forEach((a, index) => {
      moved.slice(index + 1).forEach((b) => { part(a, b, distance) })
    })
  }
  return moved
}

function part(a: Place, b: Place, distance: number): void {
  const dx = b.x - a.x
  const dy = b.y - a.y
  const apart = Math.hypot(dx, dy)
  if (apart >= distance) return
  // Two places at one spot part sideways.
  const [ux, uy] = apart > 0 ? [dx / apart, dy / apart] : [1, 0]
  const push = (distance - apart) / 2
  a.x -= ux * push
  a.y -= uy * push
  b.x += ux * push
  b.y += uy * push
}

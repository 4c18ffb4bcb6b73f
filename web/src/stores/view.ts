/** What the person looks at. The address bar holds all of it; `followAddress` keeps the two together. */
import { defineStore } from "pinia"
import { reactive, toRefs } from "vue"
import type { Router } from "vue-router"
import { sameCamera, type Camera } from "@/map/camera"
import { EMPTY_VIEW, formatAddress, parseAddress, sameAddress, type AsOf, type View } from "./address"

export const useView = defineStore("view", () => {
  const view = reactive<View>({ ...EMPTY_VIEW })
  let router: Router | null = null

  /** Changes the view; `quiet` changes take the place of the current history entry instead of making one. */
  function change(patch: Partial<View>, quiet = false): void {
    Object.assign(view, patch)
    const to = { path: "/", query: formatAddress(view) }
    void (quiet ? router?.replace(to) : router?.push(to))
  }

  const chooseTheme = (theme: string): void => { change({ theme, classes: [], month: null }) }
  const chooseZone = (zone: number | null): void => { if (zone !== view.zone) change({ zone }) }
  const showTable = (table: boolean): void => { if (table !== view.table) change({ table }) }
  const clearClasses = (): void => { change({ classes: [] }) }

  function toggleClass(id: string): void {
    const classes = view.classes.includes(id) ? view.classes.filter((other) => other !== id) : [...view.classes, id]
    change({ classes })
  }

  function chooseDefinition(indicator: string, definition: string): void {
    change({ definitions: { ...view.definitions, [indicator]: definition } })
  }

  function chooseMonth(month: string | null): void {
    change({ month }, true)
  }

  /** Shows another time; the month of a density's window may not be one that was known then. */
  function chooseAsOf(asOf: AsOf | null): void {
    if (JSON.stringify(asOf) !== JSON.stringify(view.asOf)) change({ asOf, month: null })
  }

  function moved(camera: Camera): void {
    if (!sameCamera(camera, view.camera)) change({ camera }, true)
  }

  /** Back, forward and links set the view; everything else sets the address. */
  function followAddress(next: Router): void {
    router = next
    next.afterEach((to) => {
      // An address that this store has just made says nothing new.
      const next = parseAddress(to.query)
      if (to.path === "/" && !sameAddress(next, view)) Object.assign(view, next)
    })
  }

  return {
    ...toRefs(view), chooseTheme, chooseZone, showTable, toggleClass, clearClasses, chooseDefinition, chooseMonth, chooseAsOf, moved,
    followAddress,
  }
})

/** What the parts of the desk share with the page that holds them: its orders, and what the map points at. */
import { inject, provide, ref, shallowRef, type InjectionKey, type Ref } from "vue"
import { ApiError } from "@/api/client"
import type { MapFocus } from "./map/focus"

export interface Orders {
  /** Gives an order to the server; false where it was not taken. */
  order: (action: () => Promise<unknown>) => Promise<boolean>
  ordering: Ref<boolean>
  /** What went wrong with the last order. */
  failure: Ref<ApiError | null>
}

const ORDERS: InjectionKey<Orders> = Symbol("orders")
const FOCUS: InjectionKey<Ref<MapFocus | null>> = Symbol("focus")

function demand<Value>(key: InjectionKey<Value>): Value {
  const value = inject(key)
  if (value === undefined) throw new Error("a part of the desk stands outside of it")
  return value
}

/** Lets the parts below give orders; `settled` is called after each, with what went wrong if anything did. */
export function provideOrders(settled: (failure: ApiError | null) => void): Orders {
  const ordering = ref(false)
  const failure = shallowRef<ApiError | null>(null)

  async function order(action: () => Promise<unknown>): Promise<boolean> {
    ordering.value = true
    failure.value = null
    try {
      await action()
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      failure.value = reason
    } finally {
      ordering.value = false
    }
    settled(failure.value)
    return failure.value === null
  }

  const orders = { order, ordering, failure }
  provide(ORDERS, orders)
  return orders
}

export const useOrders = (): Orders => demand(ORDERS)

export function provideFocus(): Ref<MapFocus | null> {
  const focus = shallowRef<MapFocus | null>(null)
  provide(FOCUS, focus)
  return focus
}

export const useFocus = (): Ref<MapFocus | null> => demand(FOCUS)

/** Orders to the server, given by the parts of a page: whether one is under way, and why the last was not taken. */
import { inject, provide, ref, shallowRef, type InjectionKey, type Ref } from "vue"
import { ApiError } from "@/api/client"

export interface Orders {
  /** Gives an order to the server; false where it was not taken. */
  order: (action: () => Promise<unknown>) => Promise<boolean>
  ordering: Ref<boolean>
  /** What went wrong with the last order. */
  failure: Ref<ApiError | null>
}

const ORDERS: InjectionKey<Orders> = Symbol("orders")

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

export function useOrders(): Orders {
  const orders = inject(ORDERS)
  if (!orders) throw new Error("a part that gives orders stands outside of a page that takes them")
  return orders
}

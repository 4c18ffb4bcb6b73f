/** How a page lets data staff contest where a record stands; a page that offers nothing provides nothing. */
import type { InjectionKey } from "vue"
import type { WhyHere } from "@/api/types"

export const CONTEST: InjectionKey<(why: WhyHere) => void> = Symbol("contest")

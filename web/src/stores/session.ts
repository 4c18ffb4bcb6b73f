/** Who is signed in. */
import { defineStore } from "pinia"
import { ref } from "vue"
import { ApiError, readSession, signIn as postSession, signOut as deleteSession } from "@/api/client"
import type { Session } from "@/api/types"

type Role = Session["role"]

// Who may do what is held by the server; the pages only spare a click that would be refused.

/** Whether the survey desk is for this role. */
export const mayReviewSurveys = (role: Role | undefined): boolean => role === "gis_staff" || role === "district_official"

/** Whether this role hands surveys in, publishes them and goes back. */
export const mayLoadSurveys = (role: Role | undefined): boolean => role === "gis_staff"

/** Whether this role sees records that wait for a place; a street's account those of its own street. */
export const maySeeRecords = (role: Role | undefined): boolean => role === "street_official" || maySeeWorkbooks(role)

/** Whether this role sees the workbooks that were handed in, and what became of them. */
export const maySeeWorkbooks = (role: Role | undefined): boolean =>
  role === "data_staff" || role === "district_official" || role === "gis_staff"

/** Whether this role hands workbooks in and keeps their matching in order. */
export const mayKeepRecords = (role: Role | undefined): boolean => role === "data_staff"

/** Whether this role decides where a record belongs. */
export const mayDecideRecords = (role: Role | undefined): boolean => role === "street_official" || role === "data_staff"

export const useSession = defineStore("session", () => {
  const session = ref<Session | null>(null)

  /** The session of the cookie, or null when there is none. Other errors go to the caller. */
  async function load(): Promise<Session | null> {
    try {
      session.value ??= await readSession()
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error
    }
    return session.value
  }

  async function signIn(account: string, password: string): Promise<void> {
    session.value = await postSession(account, password)
  }

  async function signOut(): Promise<void> {
    await deleteSession()
    session.value = null
  }

  function forget(): void {
    session.value = null
  }

  return { session, load, signIn, signOut, forget }
})

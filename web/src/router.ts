import { createRouter, createWebHistory } from "vue-router"
import { useSession } from "@/stores/session"

declare module "vue-router" {
  interface RouteMeta {
    /** Pages that anyone may open; the others lead to the sign-in page first. */
    open?: boolean
    /** The message that names the page; the map has none. */
    title?: string
  }
}

const desk = () => import("@/desk/DeskPage.vue")
const records = () => import("@/records/RecordsPage.vue")

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", name: "map", component: () => import("@/pages/MapPage.vue") },
    { path: "/sign-in", name: "sign-in", component: () => import("@/pages/SignInPage.vue"), meta: { open: true, title: "signIn.title" } },
    { path: "/surveys", name: "surveys", component: desk, meta: { title: "desk.title" } },
    { path: "/surveys/releases", name: "releases", component: desk, meta: { title: "desk.releases.title" } },
    { path: "/surveys/:id(\\d+)/:tab?", name: "survey", component: desk, meta: { title: "desk.title" } },
    { path: "/records", name: "records", component: records, meta: { title: "records.title" } },
    { path: "/records/:tab(review|decisions|aliases|mappings|changes)", name: "records-tab", component: records, meta: { title: "records.title" } },
    { path: "/records/:id(\\d+)", name: "workbook", component: records, meta: { title: "records.title" } },
    { path: "/records/loads/:load(\\d+)", name: "load", component: records, meta: { title: "records.title" } },
    // The wall says itself what is missing: nobody stands at its keyboard to sign in.
    { path: "/wall", name: "wall", component: () => import("@/wall/WallPage.vue"), meta: { open: true } },
    { path: "/:rest(.*)*", name: "not-found", component: () => import("@/pages/NotFoundPage.vue"), meta: { open: true } },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  // Without a server there is no answer to who this is: the page itself then says what is wrong.
  const session = await useSession().load().catch(() => undefined)
  return session === null ? { name: "sign-in", query: { to: to.fullPath } } : true
})

import { createPinia } from "pinia"
import { createApp } from "vue"
import "@fontsource/noto-sans-sc/400.css"
import "@fontsource/noto-sans-sc/600.css"
import "./appearance/tokens.css"
import "./appearance/base.css"
import { whenSignedOut } from "./api/client"
import App from "./App.vue"
import { i18n } from "./i18n"
import { router } from "./router"
import { useDistrict } from "./stores/district"
import { usePreferences } from "./stores/preferences"
import { useSession } from "./stores/session"
import { useView } from "./stores/view"

const app = createApp(App).use(createPinia()).use(i18n)
usePreferences()
useView().followAddress(router)

whenSignedOut(() => {
  const { meta, fullPath } = router.currentRoute.value
  useSession().forget()
  useDistrict().clear()
  if (!meta.open) void router.push({ name: "sign-in", query: { to: fullPath } })
})

app.use(router).mount("#app")

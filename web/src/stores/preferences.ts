/** The person's language and appearance, kept in this browser. */
import { defineStore } from "pinia"
import { computed, ref, watchEffect } from "vue"
import { i18n, type Language } from "@/i18n"
import type { Appearance } from "@/map/palette"

export type AppearanceChoice = Appearance | "auto"

const KEY = "onemap.preferences"

interface Kept {
  language?: Language
  appearance?: AppearanceChoice
}

function readKept(): Kept {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Kept
  } catch {
    return {}
  }
}

function keep(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Storage may be closed by policy; the choice then lasts as long as the page.
  }
}

export const usePreferences = defineStore("preferences", () => {
  const kept = readKept()
  const keeping = ref(true)
  const language = ref<Language>(kept.language ?? "zh")
  const choice = ref<AppearanceChoice>(kept.appearance ?? "auto")

  const system = matchMedia("(prefers-color-scheme: dark)")
  const systemDark = ref(system.matches)
  system.addEventListener("change", (event) => { systemDark.value = event.matches })

  const appearance = computed<Appearance>(() => {
    if (choice.value !== "auto") return choice.value
    return systemDark.value ? "dark" : "light"
  })

  watchEffect(() => {
    i18n.global.locale.value = language.value
    document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en"
    document.documentElement.dataset["appearance"] = appearance.value
    if (keeping.value) keep({ language: language.value, appearance: choice.value })
  })

  /** A display shows itself as its address says; the choice of who uses this browser otherwise stays as it was. */
  function present(shown: Required<Kept>): void {
    keeping.value = false
    language.value = shown.language
    choice.value = shown.appearance
  }

  return { language, choice, appearance, present }
})

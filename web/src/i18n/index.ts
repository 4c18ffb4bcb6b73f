/** The two languages, and how names from the server are read in the one in use. */
import { computed } from "vue"
import { createI18n, useI18n } from "vue-i18n"
import type { Bilingual, EnumValue } from "@/api/types"
import { en } from "./en"
import { zh, type Messages } from "./zh"

export type Language = "zh" | "en"

export const i18n = createI18n<[Messages], Language, false>({
  locale: "zh", fallbackLocale: "zh", messages: { zh, en },
})

export function useLanguage() {
  const { t, locale } = useI18n<{ message: Messages }, Language>({ useScope: "global" })
  const language = computed(() => locale.value)
  /** The text in the language in use; a dash for none. */
  const say = (text: Bilingual | null | undefined): string => text?.[language.value] ?? "—"
  /** The shortest label that an enumeration value has. */
  const short = (value: Bilingual & Partial<EnumValue>): string =>
    (language.value === "zh" ? value.short_zh : value.short_en) ?? value[language.value]
  return { t, language, say, short }
}

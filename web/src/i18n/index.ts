/** The two languages, and how names from the server are read in the one in use. */
import { computed } from "vue"
import { createI18n, useI18n } from "vue-i18n"
import type { Bilingual, EnumValue } from "@/api/types"
import { en } from "./en"
import { countOf } from "./plural"
import { zh, type Messages } from "./zh"

export type Language = "zh" | "en"

export const i18n = createI18n<[Messages], Language, false>({
  locale: "zh", fallbackLocale: "zh", messages: { zh, en },
})

export function useLanguage() {
  const { t: tell, locale } = useI18n<{ message: Messages }, Language>({ useScope: "global" })
  /** The message in the language in use; one with a number has the form that the number asks for. */
  const t = ((key: string, named: Record<string, unknown> = {}) => {
    const plural = countOf(named)
    return plural === null ? tell(key, named) : tell(key, named, { plural })
  }) as typeof tell
  const language = computed(() => locale.value)
  /** The text in the language in use; a dash for none. */
  const say = (text: Bilingual | null | undefined): string => text?.[language.value] ?? "—"
  /** The shortest label that an enumeration value has. */
  const short = (value: Bilingual & Partial<EnumValue>): string =>
    (language.value === "zh" ? value.short_zh : value.short_en) ?? value[language.value]
  return { t, language, say, short }
}

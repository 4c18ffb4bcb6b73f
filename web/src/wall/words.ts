/** Words set for a narrow column. */
import type { Language } from "@/i18n"

/** Characters of a Chinese line and letters of an English word that a column of the ranking holds. */
const CHARACTERS = 3
const LETTERS = 5
/** Letters that stand beside a large figure. */
const NAME_LETTERS = 12

function breakChinese(text: string): string[] {
  const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)].map(({ segment }) => segment)
  // The last line takes what belongs to the end: 服务 / 覆盖率, not 服务覆 / 盖率.
  const lines: string[] = []
  for (const word of words.reverse()) {
    const first = lines[0]
    if (first !== undefined && first.length + word.length <= CHARACTERS) lines[0] = word + first
    else lines.unshift(word)
  }
  return lines
}

const firstWord = (name: string): string => name.split(" ")[0] ?? name

/** The name of a rate beside its figure: a long English one is told by its first word. */
export const figureTitle = (name: string, language: Language): string =>
  language === "en" && name.length > NAME_LETTERS ? firstWord(name) : name

/** The name of a rate in lines for the head of a column; in English its first word, cut short where it is long. */
export function columnTitle(name: string, language: Language): string[] {
  if (language === "zh") return name.length <= CHARACTERS ? [name] : breakChinese(name)
  const word = firstWord(name)
  return [word.length > LETTERS ? `${word.slice(0, LETTERS - 1)}.` : word]
}

/** Labels of enumeration values, from the district's profile. */
import { useDistrict } from "@/stores/district"
import { useLanguage } from "."

export function useLabels() {
  const district = useDistrict()
  const { say, short } = useLanguage()
  const find = (enumeration: string, id: string) =>
    district.profile?.enums[enumeration]?.values.find((value) => value.id === id)

  /** The full label of a value; the id itself where the profile does not know it, a dash for none. */
  function label(enumeration: string, id: string | null | undefined): string {
    if (!id) return "—"
    const value = find(enumeration, id)
    return value ? say(value) : id
  }

  function shortLabel(enumeration: string, id: string | null | undefined): string {
    const value = id ? find(enumeration, id) : undefined
    return value ? short(value) : label(enumeration, id)
  }

  return { label, shortLabel }
}

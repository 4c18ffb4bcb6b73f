import { computed, ref, shallowRef, watch, type Ref } from "vue"
import { readRepairs } from "@/api/surveys"
import type { Repair, Survey } from "@/api/surveyTypes"

/** The repairs that are proposed, and those that a person takes before the survey is read again with them. */
export function useRepairs(survey: Ref<Survey>) {
  const proposals = shallowRef<Repair[]>([])
  /** Row -> id of the repair. */
  const taken = ref<Record<string, string>>({})

  async function read(): Promise<void> {
    // Repairs only spare a person work: without them the list of findings is as useful as before.
    proposals.value = await readRepairs(survey.value.id).catch(() => [])
    taken.value = Object.fromEntries(proposals.value.filter((repair) => repair.taken).map(({ row, id }) => [row, id]))
  }

  const ofRow = (row: number | null): Repair[] => proposals.value.filter((repair) => repair.row === row)
  const changed = computed(() => proposals.value.filter(({ row, id, taken: before }) => (taken.value[row] === id) !== before).length)

  function take({ row, id }: Repair): void {
    const rest = Object.fromEntries(Object.entries(taken.value).filter(([other]) => other !== String(row)))
    taken.value = taken.value[row] === id ? rest : { ...rest, [row]: id }
  }

  // They are delivered with the reports, a moment after the survey was compared.
  watch([() => survey.value.run, () => survey.value.reports.length], () => { void read() }, { immediate: true })
  return { taken, changed, ofRow, take, read }
}

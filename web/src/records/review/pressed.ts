/** A key as the desk's commands take it: where the focus is, and which key it is whatever the input method. */
import type { Pressed } from "./keys"

const OVERLAYS = "[role=dialog], [role=menu], [role=listbox]:not([data-queue])"
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"
const BUTTONS = "button, a[href], summary, [role=button]"

/** What a key means by its place on the keyboard, for input methods that hide it. */
function byPlace(code: string): string {
  const plain = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1]
  return plain ?? { Slash: "/", NumpadEnter: "Enter" }[code] ?? ""
}

function focusOf(target: EventTarget | null): Pressed["focus"] {
  if (!(target instanceof Element)) return "page"
  if (target.closest(FIELDS) || target.closest(OVERLAYS)) return "field"
  return target.closest(BUTTONS) ? "button" : "page"
}

export const pressedOf = ({ key, code, ctrlKey, metaKey, altKey, repeat, target }: KeyboardEvent): Pressed => ({
  key: key === "Process" || key === "Unidentified" ? byPlace(code) : key,
  modified: ctrlKey || metaKey || altKey,
  repeated: repeat,
  focus: focusOf(target),
})

/** The bundled font comes in a hundred pieces by character; these are fetched before they are needed. */

const FACES = ["400 16px 'Noto Sans SC'", "600 16px 'Noto Sans SC'"] as const

/** Waits until the regular face has the glyphs of `text`, so that no label on the map is drawn in a stand-in. */
export async function loadGlyphs(text: string): Promise<void> {
  await document.fonts.load(FACES[0], text).catch(() => [])
}

/** Fetches both faces for words that will be shown sooner or later, so that no click has to wait for a letter. */
export function warmGlyphs(words: string): void {
  for (const face of FACES) void document.fonts.load(face, words).catch(() => [])
}

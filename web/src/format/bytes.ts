/** Sizes of files as people read them. */

const UNITS = ["B", "KB", "MB", "GB"] as const

/** 734 B, 1.2 MB, 2.0 GB. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes > 0 ? Math.floor(Math.log(bytes) / Math.log(1024)) : 0)
  const value = bytes / 1024 ** power
  return `${power === 0 ? String(Math.round(value)) : value.toFixed(1)} ${UNITS[power] ?? "B"}`
}

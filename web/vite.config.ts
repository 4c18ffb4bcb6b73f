import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import vue from "@vitejs/plugin-vue"
import type { Plugin } from "vite"
import { defineConfig } from "vitest/config"

/** Drops the .woff fallbacks of the bundled font: every browser that runs the map reads .woff2. */
function woff2Only(): Plugin {
  return {
    name: "woff2-only",
    enforce: "pre",
    transform: (code, id) =>
      id.includes("@fontsource") && id.endsWith(".css")
        ? { code: code.replaceAll(/, url\([^)]+\.woff\) format\('woff'\)/g, ""), map: null }
        : null,
  }
}

/** Lays Leaflet beside the pages: it is written into the one-file pages that are exported. */
function leafletBeside(): Plugin {
  return {
    name: "leaflet-beside",
    apply: "build",
    generateBundle() {
      for (const name of ["leaflet.js", "leaflet.css"]) {
        const file = new URL(`node_modules/leaflet/dist/${name}`, import.meta.url)
        this.emitFile({ type: "asset", fileName: `vendor/${name}`, source: readFileSync(file) })
      }
    },
  }
}

export default defineConfig({
  plugins: [woff2Only(), leafletBeside(), vue()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  define: { __VUE_I18N_LEGACY_API__: "false", __INTLIFY_PROD_DEVTOOLS__: "false" },
  worker: { format: "es" },
  build: {
    // Government desktops still run browsers of the Chromium 100 age.
    target: ["chrome100", "firefox100", "safari15.4"],
    // Inlined fonts and images would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1300,
  },
  server: { proxy: Object.fromEntries(["/api", "/tiles"].map((path) => [path, process.env["ONEMAP_SERVER"] ?? "http://127.0.0.1:8800"])) },
  test: { include: ["tests/**/*.test.ts"] },
})

import importX from "eslint-plugin-import-x"
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript"
import vue from "eslint-plugin-vue"
import a11y from "eslint-plugin-vuejs-accessibility"
import tseslint from "typescript-eslint"

/** The floors: pages, wall, desk, records -> parts -> panels -> stores -> map -> themes -> api. See the README. */
const FLOORS = ["@/pages/*", "@/wall/*", "@/desk/*", "@/records/*", "@/parts/*", "@/panels/*", "@/stores/*", "@/map/*", "@/themes/*"]
const above = (floor) => FLOORS.slice(0, FLOORS.indexOf(`@/${floor}/*`))
const keepOut = (...group) => ({
  "no-restricted-imports": ["error", { patterns: [{ group, message: "Floors: desks -> parts -> panels -> stores -> map -> themes -> api. See README." }] }],
})
const VUE = ["vue", "pinia", "vue-router", "vue-i18n"]

export default tseslint.config(
  { ignores: ["dist", "eslint.config.js", "src/api/types.gen.ts"] },
  ...tseslint.configs.strictTypeChecked,
  ...vue.configs["flat/recommended"],
  ...a11y.configs["flat/recommended"],
  importX.flatConfigs.typescript,
  {
    languageOptions: {
      parserOptions: { parser: tseslint.parser, projectService: true, extraFileExtensions: [".vue"], tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-cycle": "error",
      "max-lines": ["error", 300],
      complexity: ["error", 10],
      // Layout of templates is left to the eye; these rules only move attributes to new lines.
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/html-indent": "off",
      "vuejs-accessibility/label-has-for": ["error", { required: { some: ["nesting", "id"] } }],
    },
  },
  { files: ["src/desk/**"], rules: keepOut("@/pages/*", "@/wall/*", "@/records/*") },
  { files: ["src/records/**"], rules: keepOut("@/pages/*", "@/wall/*", "@/desk/*") },
  { files: ["src/parts/**"], rules: keepOut(...above("parts")) },
  { files: ["src/panels/**"], rules: keepOut(...above("panels")) },
  { files: ["src/stores/**"], rules: keepOut(...above("stores")) },
  { files: ["src/map/**"], rules: keepOut(...above("map"), ...VUE) },
  { files: ["src/themes/**"], rules: keepOut(...above("themes"), ...VUE) },
  { files: ["src/api/**"], rules: keepOut(...FLOORS, ...VUE) },
  {
    files: ["src/**"],
    ignores: ["src/api/client.ts", "src/api/upload.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "Only src/api/client.ts fetches." },
        { name: "XMLHttpRequest", message: "Only src/api/upload.ts sends files." },
      ],
    },
  },
)

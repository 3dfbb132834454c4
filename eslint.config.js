import tseslint from "typescript-eslint";
import { noHeaderRegexp } from "./scripts/lint/no-header-regexp.js";

/** Count the version up when a rule changes: what ESLint remembers of a file goes by it. */
const plugins = { offhook: { meta: { name: "offhook", version: "2" }, rules: { "no-header-regexp": noHeaderRegexp } } };

export default tseslint.config(
  { ignores: ["dist/**", "data/**", "node_modules/**", "coverage/**", "src/api-client/schema.d.ts"] },
  ...tseslint.configs.strictTypeChecked.map((entry) => ({ ...entry, files: ["**/*.{ts,tsx}"] })),
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "no enums: use a union of literals" },
        { selector: "ExportDefaultDeclaration:not([parent.sourceType='script'])", message: "export by name" },
      ],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: {
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/max-params": ["error", { max: 4 }],
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/sip/**"],
    plugins,
    rules: { "offhook/no-header-regexp": "error" },
  },
  {
    // Time and the environment belong to the runtime; all others are given a Clock and an Environment.
    // The portal runs in a browser, whose timers are its own.
    files: ["src/**/*.ts"],
    ignores: ["src/runtime/**", "src/portal/**"],
    rules: {
      "no-restricted-globals": ["error", "setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "take a Clock" },
        { object: "performance", property: "now", message: "take a Clock" },
        { object: "process", property: "env", message: "the environment is read once, in runtime/environment.ts" },
      ],
    },
  },
  {
    // Markup is long where code is short.
    files: ["src/portal/**/*.tsx"],
    rules: { "max-lines-per-function": ["error", { max: 100, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      // Tests read answers from outside (JSON, ladders) and say in their expectations what they are.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "max-lines": ["error", { max: 600, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["*.config.ts"], rules: { "no-restricted-syntax": "off" } },
);

import tseslint from "typescript-eslint";

/** Files that are tables or codecs: one long list reads better than three short ones. */
const TABLES = [];

/** The few places that may touch the real clock. */
const CLOCK_OWNERS = ["src/runtime/**", "scripts/**", "test/**"];

export default tseslint.config(
  { ignores: ["dist/**", "data/**", "node_modules/**", "coverage/**"] },
  ...tseslint.configs.strictTypeChecked.map((entry) => ({ ...entry, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: {
      parserOptions: { project: "./tsconfig.json", tsconfigRootDir: new URL(".", import.meta.url).pathname },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
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
  { files: TABLES.length > 0 ? TABLES : ["never-matches"], rules: { "max-lines": "off" } },
  {
    files: ["src/**/*.ts"],
    ignores: CLOCK_OWNERS,
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

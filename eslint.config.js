// What `npm run lint` looks for, beside what `npm run types` finds.

import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/", "venv/"] },
  js.configs.recommended,
  {
    rules: {
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "prefer-const": ["error", { destructuring: "all" }],
      "eqeqeq": "error",
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  { files: ["playground/**/*.js", "tests/browser/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["playground/web/loader.js"], languageOptions: { globals: { SETTINGS: "readonly" } } },   // Python writes them there
  { files: ["tests/js/*.js"], languageOptions: { globals: globals.node } },
];

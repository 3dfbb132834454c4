// npm run build: src/ to dist/.
import { compileOrStop } from "./compile.mjs";

await compileOrStop();

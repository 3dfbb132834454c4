import { showAtFailure } from "./at-failure.ts";

showAtFailure();

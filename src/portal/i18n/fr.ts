import { byArea, type Texts } from "./by-area.ts";

export const texts: Texts = byArea(import.meta.glob("./fr/*.json", { eager: true, import: "default" }));

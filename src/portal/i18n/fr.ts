import { byArea, type Texts } from "./by-area.ts";

/** What every page speaks (also by those that are not open), and the pages' names. */
export const texts: Texts = {
  ...byArea(import.meta.glob<object>("./fr/{common,errors,plan,session}.json", { eager: true, import: "default" })),
  // By a module of its own (?nav), so that the rest of a page's texts stays out of the first load.
  navigation: byArea(
    import.meta.glob<string>(["./fr/*.json", "!./fr/{common,errors,plan,session}.json"], {
      eager: true,
      import: "nav",
      query: "?nav",
    }),
  ),
};

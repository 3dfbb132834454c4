import type { ReactElement } from "react";
import classes from "./extensions.module.css";

/** Green: it is there. The words beside it say so too. */
export function Dot({ isOn }: { readonly isOn: boolean }): ReactElement {
  return <span aria-hidden className={classes["dot"]} data-on={isOn || undefined} />;
}

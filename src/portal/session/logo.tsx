import type { ReactElement } from "react";
import icon from "../theme/icon.svg";

export function Logo({ size = 32 }: { readonly size?: number }): ReactElement {
  return <img src={icon} alt="Offhook" width={size} height={size} />;
}

import { Skeleton, Stack } from "@mantine/core";
import type { ReactElement } from "react";

/** While a page, or what it shows, is on its way: its shape, so that nothing jumps. */
export function PageLoading(): ReactElement {
  return (
    <Stack aria-busy="true" role="status">
      <Skeleton h={32} w={220} />
      <Skeleton h={44} />
      <Skeleton h={280} />
    </Stack>
  );
}

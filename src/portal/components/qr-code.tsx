import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";

const SIZE_PX = 168;

interface QrCodeProps {
  readonly text: string;
  /** What it says, for who can't see it. */
  readonly alt: string;
}

/** Kept no longer than it is shown: it may hold a secret. */
export function QrCode({ text, alt }: QrCodeProps): ReactElement {
  const { data } = useQuery({
    queryKey: ["qr", text],
    queryFn: async () => (await import("qrcode")).toDataURL(text, { margin: 2, width: 2 * SIZE_PX }),
    gcTime: 0,
    staleTime: Infinity,
  });
  if (data === undefined) return <Skeleton w={SIZE_PX} h={SIZE_PX} />;
  return <img src={data} width={SIZE_PX} height={SIZE_PX} alt={alt} />;
}

import { Stack, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import { GreetingEditor } from "../../components/greeting-editor.tsx";
import { Loaded } from "../../components/states.tsx";

/** What callers hear, when it is open and when it is closed. */
export function Greetings({ id }: { readonly id: string }): ReactElement {
  return (
    <>
      <Greeting id={id} greeting="open" />
      <Greeting id={id} greeting="closed" />
    </>
  );
}

function Greeting({ id, greeting }: { readonly id: string; readonly greeting: "open" | "closed" }): ReactElement {
  const { t } = useTranslation("receptionists");
  const queryClient = useQueryClient();
  const queryKey = ["reception-greetings", id, greeting];
  const params = { path: { id, greeting } };
  const path = "/api/v1/receptionists/{id}/greetings/{greeting}";
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Blob | null> => {
      try {
        return await call<Blob>(api.GET(path, { signal, params, parseAs: "blob" }));
      } catch (failure) {
        if (failure instanceof ApiProblem && failure.status === 404) return null; // the spoken one
        throw failure;
      }
    },
  });
  const again = (): Promise<void> => queryClient.invalidateQueries({ queryKey });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t(`greeting.${greeting}`)}
      </Title>
      <Loaded query={query}>
        {(wav) => (
          <GreetingEditor
            greeting={wav}
            onSave={async (sound) => {
              const headers = { "Content-Type": "audio/wav" };
              const sent = { params, headers, body: sound as never, bodySerializer: () => sound };
              await call(api.PUT(path, sent as never) as never);
              await again();
            }}
            onRemove={async () => {
              await call(api.DELETE(path, { params }));
              await again();
            }}
          />
        )}
      </Loaded>
    </Stack>
  );
}

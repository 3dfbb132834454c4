import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { GreetingEditor } from "./greeting-editor.tsx";
import { greetingQuery, removeGreeting, saveGreeting, type Mailbox } from "./mailbox.ts";
import { Loaded } from "./states.tsx";

/** What callers of a mailbox hear. */
export function MailboxGreeting({ mailbox }: { readonly mailbox: Mailbox }): ReactElement {
  const query = useQuery(greetingQuery(mailbox));
  const client = useQueryClient();
  const read = (): Promise<void> => client.invalidateQueries({ queryKey: greetingQuery(mailbox).queryKey });
  return (
    <Loaded query={query}>
      {(greeting) => (
        <GreetingEditor
          greeting={greeting}
          onSave={(wav) => saveGreeting(mailbox, wav).then(read)}
          onRemove={() => removeGreeting(mailbox).then(read)}
        />
      )}
    </Loaded>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import type { Body, Trunk } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { useEditing } from "../../components/use-editing.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { CallsTab } from "./calls-tab.tsx";
import { ConnectionFields, type EditedTrunk } from "./connection-fields.tsx";
import { useTrunkWords } from "./in-words.ts";
import { StateTab } from "./state-tab.tsx";
import { TrunkState } from "./trunk-state.tsx";

interface TrunkDrawerProps {
  readonly trunk: Trunk;
  readonly onClose: () => void;
}

export function TrunkDrawer({ trunk, onClose }: TrunkDrawerProps): ReactElement {
  const { t } = useTranslation("trunks");
  const queryClient = useQueryClient();
  const [tab, setTab] = useSearchWord("tab");
  const path = { params: { path: { id: trunk.id } } };
  const editing = useEditing<EditedTrunk>({
    saved: { ...trunk, password: "" },
    save: (changed, version) => {
      const body = changed as Body<"/api/v1/trunks/{id}", "patch">;
      return call(api.PATCH("/api/v1/trunks/{id}", { ...path, body, ...ifMatch(version) }));
    },
    read: async () => ({ ...(await call(api.GET("/api/v1/trunks/{id}", path))), password: "" }),
    onSaved: () => queryClient.invalidateQueries({ queryKey: ["trunks"] }),
  });
  const { value, set, faultOf } = editing;
  const words = useTrunkWords();
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={trunk.name}
      text={<TrunkState trunk={trunk} />}
      tab={tab}
      onTab={setTab}
      tabs={[
        { key: "state", label: t("tabs.state"), content: <StateTab trunk={trunk} /> },
        {
          key: "connection",
          label: t("tabs.connection"),
          content: (
            <ConnectionFields
              value={value}
              set={(field, one) => set(field, one as never)}
              faultOf={faultOf}
              hasPassword={value.username !== null}
            />
          ),
        },
        { key: "calls", label: t("tabs.calls"), content: <CallsTab editing={editing} onRemoved={onClose} /> },
      ]}
      foot={<EditingBar editing={editing} {...words} />}
    />
  );
}

import type { EventBus } from "./events/bus.ts";
import type { Metrics } from "./observability/metrics.ts";
import type { Clock } from "./runtime/clock.ts";
import { defined } from "./runtime/defined.ts";
import type { EntityChange } from "./settings/registry.ts";
import type { ChangeObserver } from "./settings/store/change.ts";
import type { UserId } from "./vocabulary/identifiers.ts";

/** Each setting that this process changes is an event (`setting.changed`), and each change is counted by how it came out. */
export function settingEvents(
  events: Pick<EventBus, "publish">,
  { settingChanges }: Pick<Metrics, "settingChanges">,
  clock: Clock,
): ChangeObserver {
  return {
    committed({ tenantId, version, changes }) {
      settingChanges.inc({ outcome: "saved" });
      for (const change of changes)
        events.publish({
          ...{ kind: "setting.changed", atMs: clock.nowMs(), tenant: tenantId, version },
          ...{ resource: resourceOf(change), id: change.id, change: whatHappened(change) },
          ...defined({ user: ownerOf(change) }),
        });
    },
    refused: (code) => settingChanges.inc({ outcome: code }),
  };
}

/** The user whose own it is. */
function ownerOf({ kind, before, after }: EntityChange): UserId | undefined {
  if (kind === "user") return (after ?? before)?.id;
  return kind === "device" ? (after ?? before)?.userId : undefined;
}

/** The kind's name in the API. */
function resourceOf({ kind }: EntityChange): string {
  return kind === "number" ? "phone-number" : kind;
}

function whatHappened({ before, after }: EntityChange): "created" | "updated" | "deleted" {
  if (after === undefined) return "deleted";
  return before === undefined ? "created" : "updated";
}

import { createRoot } from "react-dom/client";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme/theme.css";
import { providerToken } from "./api/provider-token.ts";
import { meQuery, queryClient } from "./api/queries.ts";
import { App } from "./app.tsx";
import { startI18n } from "./i18n/i18n.ts";
import { styleNonce } from "./theme/style-nonce.ts";

// What libraries below Mantine ask for when they make a style (scroll lock of dialogs).
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });

const root = document.getElementById("portal");
if (root === null) throw new Error("index.html has no #portal");
// Asked for while texts and page are on their way. The provider is no user.
if (providerToken.get() === undefined) queryClient.query(meQuery).catch(() => undefined); // the page asks again, and says what is wrong
await startI18n();
createRoot(root).render(<App />);

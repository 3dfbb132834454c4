import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The colour of the portal: a deep petrol that is calm beside the green, amber and red of states. */
const petrol: MantineColorsTuple = [
  "#edf7fa",
  "#d8ebf1",
  "#b1d7e3",
  "#86c1d4",
  "#61aec7",
  "#3f97b3",
  "#27829f",
  "#166c88",
  "#105a73",
  "#0a475c",
];
/** Greys with a breath of it, so that surfaces belong together. */
const dark: MantineColorsTuple = [
  "#d5dde1",
  "#b3bfc5",
  "#8f9da5",
  "#66757e",
  "#3b4950",
  "#2c383e",
  "#222c31",
  "#1a2226",
  "#141b1e",
  "#0e1416",
];

/** Of questions that come over whatever else is open: dialogs, drawers and their menus. */
export const OVER_ALL = 400;

const FONTS = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif';

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: 7,
  autoContrast: true,
  colors: { petrol, dark },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "20px" },
  fontFamily: FONTS,
  headings: { fontFamily: FONTS, fontWeight: "600", sizes: { h1: { fontSize: "1.5rem", lineHeight: "1.3" } } },
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { loaderProps: { type: "dots" } } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.35 } } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Table: { defaultProps: { verticalSpacing: "sm", highlightOnHover: true } },
  },
});

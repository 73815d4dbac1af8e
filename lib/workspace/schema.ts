import type { Locale } from "@/lib/i18n/locale";

/** What anybody may know of the company before signing in, and the rules that its pages follow. */
export interface WorkspaceView {
  name: string;
  locale: Locale;
  registration: "invited" | "open";
}

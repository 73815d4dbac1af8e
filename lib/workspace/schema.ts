import type { Locale } from "@/lib/i18n/locale";

/** What anybody may know of the company before signing in, and the rules that its pages follow. */
export interface WorkspaceView {
  name: string;
  locale: Locale;
  registration: "invited" | "open";
  /** E-mail domains that open registration lets in; none means any. */
  registration_domains: string[];
  mark_url: string | null;
  membership: "admins" | "room_admins" | "members";
  room_creation: "admins" | "members" | "guests";
  room_visibility: "open" | "private";
  room_history: "all" | "joined";
  second_factor: "optional" | "admins" | "everyone";
  password_chars_min: number;
  session_days: number;
  session_idle_days: number;
  admin_session_hours: number;
  admin_idle_minutes: number;
  /** What the button of the company's provider says, or null where there is no provider. */
  oidc_label: string | null;
}

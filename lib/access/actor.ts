import type { Locale } from "@/lib/i18n/locale";

export type Role = "owner" | "admin" | "member" | "guest" | "bot";

/** Who acts: a person whose session a door has just proved. Made only by `lib/auth/sessions.ts`. */
export interface Actor {
  personId: number;
  sessionId: string;
  username: string;
  displayName: string;
  role: Role;
  active: boolean;
  locale: Locale;
  theme: "system" | "light" | "dark";
  timeZone: string;
  statusText: string;
  avatarUrl: string | null;
  email: string;
}

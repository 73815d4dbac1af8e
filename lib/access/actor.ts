import type { Locale } from "@/lib/i18n/locale";

export type Role = "owner" | "admin" | "member" | "guest" | "bot";

/** How far a personal access token reaches; whoever signs in has all of it. */
export type Scope = "read" | "write" | "admin";

/** Who acts: a person whose session a door has just proved. Made only by `lib/auth/sessions.ts`. */
export interface Actor {
  personId: number;
  sessionId: string;
  /** A browser, a program that signed in, or a personal access token. */
  kind: "web" | "api" | "token";
  scope: Scope;
  username: string;
  displayName: string;
  /** The person's own, or as much of it as the scope leaves. */
  role: Role;
  active: boolean;
  locale: Locale;
  theme: "system" | "light" | "dark";
  timeZone: string;
  statusText: string;
  avatarUrl: string | null;
  email: string;
  /** Where the session was begun from; for the journal. */
  address: string;
  /** When whoever sits there last typed the password or came from the company's provider. */
  provedAt: Date;
  /** The company requires a second factor of them and they have none: no door but the one to make it is open. */
  mustSecure: boolean;
}

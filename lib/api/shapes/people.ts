import { z } from "zod";
import {
  type FactorKey,
  type FactorView,
  type PersonalTokenView,
  type SessionView,
  tokenScopes,
} from "@/lib/auth/schema";
import type { InvitationView } from "@/lib/invitations/schema";
import { invitationRoles } from "@/lib/invitations/schema";
import { localeSchema, type MeView, type PersonRef, roleSchema, themeSchema, type UserView } from "@/lib/people/schema";

export const id = z.int();
/** RFC 3339, UTC, with milliseconds. Said, not checked: presenters make it of dates. */
export const moment = z.string().meta({ format: "date-time", examples: ["2026-03-31T08:15:00.000Z"] });

/** A list with a further page where `next_cursor` says so. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

export const person = z
  .object({
    id,
    username: z.string(),
    display_name: z.string(),
    avatar_url: z.string().nullable(),
    bot: z.literal(true).optional().describe("A program, such as a webhook's; left out for people"),
  })
  .meta({ id: "Person", description: "Who wrote or is named" }) satisfies z.ZodType<PersonRef>;

export const user = person
  .extend({
    role: roleSchema,
    active: z.boolean(),
    presence: z.enum(["online", "away", "offline"]),
    last_seen_at: moment.nullable(),
    status_text: z.string(),
    email: z.string().optional().describe("Only to oneself and to administrators"),
  })
  .meta({ id: "User" }) satisfies z.ZodType<UserView>;

export const me = user
  .extend({ locale: localeSchema, theme: themeSchema, time_zone: z.string() })
  .meta({ id: "Me", description: "The caller" }) satisfies z.ZodType<MeView>;

export const tokens = z
  .object({
    access_token: z.string().describe("A JWT, for the header `Authorization: Bearer`"),
    refresh_token: z.string().describe("Good once, for `auth/refresh`"),
    token_type: z.literal("bearer"),
    expires_in: z.int().describe("Seconds until the access token expires"),
    user,
  })
  .meta({ id: "Tokens" });

export const session = z
  .object({
    id: z.uuid(),
    kind: z.enum(["web", "api"]),
    user_agent: z.string(),
    address: z.string(),
    created_at: moment,
    last_used_at: moment,
    expires_at: moment,
    current: z.boolean().describe("The one by which this was asked"),
  })
  .meta({ id: "Session", description: "A signed-in device" }) satisfies z.ZodType<SessionView>;

export const personalToken = z
  .object({
    id,
    name: z.string(),
    scope: z.enum(tokenScopes),
    created_at: moment,
    last_used_at: moment.nullable(),
    expires_at: moment,
  })
  .meta({ id: "PersonalToken" }) satisfies z.ZodType<PersonalTokenView>;

export const madeToken = personalToken
  .extend({ token: z.string().describe("For the header `Authorization: Bearer`; answered this once") })
  .meta({ id: "MadePersonalToken" });

export const factor = z
  .object({ since: moment.nullable(), recovery_codes_left: z.int() })
  .meta({ id: "SecondFactor" }) satisfies z.ZodType<FactorView>;

export const factorKey = z
  .object({ secret: z.string().describe("base32"), address: z.string().describe("otpauth://, for a QR code") })
  .meta({ id: "SecondFactorKey" }) satisfies z.ZodType<FactorKey>;

export const recoveryCodes = z.object({ recovery_codes: z.array(z.string()) });

export const passwordLink = z.object({ set_password_url: z.string().describe("Good once, for 24 hours") });

export const invitation = z
  .object({
    id,
    role: z.enum(invitationRoles),
    state: z.enum(["waiting", "used", "revoked", "expired", "stopped"]),
    email: z.string().nullable(),
    rooms: z.array(z.object({ id, name: z.string() })),
    max_uses: z.int(),
    uses: z.int(),
    created_at: moment,
    expires_at: moment,
    created_by: z.string(),
  })
  .meta({ id: "Invitation" }) satisfies z.ZodType<InvitationView>;

export const madeInvitation = invitation
  .extend({ url: z.string(), token: z.string(), mailed: z.boolean().describe("Whether a letter took it to `email`") })
  .meta({
    id: "MadeInvitation",
    description: "`url` and `token` are answered this once",
  });

export const importState = z.object({
  state: z.enum(["draft", "queued", "running", "done", "failed"]),
  done: z.int(),
  total: z.int(),
});

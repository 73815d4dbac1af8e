import { z } from "zod";
import type { ProviderView } from "@/lib/auth/schema";
import type { EntryView } from "@/lib/journal/schema";
import type { WorkspaceView } from "@/lib/workspace/schema";
import { id, moment, person } from "./people";

export const settings = z
  .object({
    name: z.string(),
    locale: z.enum(["en", "ru"]),
    registration: z.enum(["invited", "open"]),
    registration_domains: z.array(z.string()),
    membership: z.enum(["admins", "room_admins", "members"]).describe("Who may add and remove members of rooms"),
    room_creation: z.enum(["admins", "members", "guests"]),
    room_visibility: z.enum(["open", "private"]),
    room_history: z.enum(["all", "joined"]),
    second_factor: z.enum(["optional", "admins", "everyone"]),
    password_chars_min: z.int(),
    session_days: z.int(),
    session_idle_days: z.int(),
    admin_session_hours: z.int(),
    admin_idle_minutes: z.int(),
    file_bytes_max: z.int(),
    mark_url: z.string().nullable(),
    oidc_label: z.string().nullable(),
  })
  .meta({ id: "Settings" }) satisfies z.ZodType<WorkspaceView>;

export const provider = z
  .object({
    issuer: z.string(),
    client_id: z.string(),
    has_secret: z.boolean(),
    label: z.string(),
    creates: z.boolean(),
  })
  .meta({ id: "Provider", description: "The company's OpenID provider" }) satisfies z.ZodType<ProviderView>;

const facts = z.record(z.string(), z.unknown()).nullable();

export const entry = z
  .object({
    id,
    number: z.int().nullable(),
    hash: z.string().nullable().describe("SHA-256 in hexadecimal, over the entry and the hash before it"),
    at: moment,
    action: z.string(),
    outcome: z.enum(["done", "refused"]),
    actor: person.nullable(),
    address: z.string(),
    person: person.nullable(),
    room: z.object({ id, name: z.string() }).nullable(),
    subject: z.string(),
    before: facts,
    after: facts,
  })
  .meta({ id: "JournalEntry" }) satisfies z.ZodType<EntryView>;

import { changeProvider, readProviderSettings, removeProvider } from "@/lib/auth/provider";
import { providerInput } from "@/lib/auth/schema";
import { readJournal } from "@/lib/journal/data";
import { journalInput } from "@/lib/journal/schema";
import { readSettings } from "@/lib/workspace/data";
import { changeSettings } from "@/lib/workspace/mutations";
import { settingsInput } from "@/lib/workspace/schema";
import { done, group, member, ok } from "../route";
import { entry, provider, settings } from "../shapes/company";
import { listOf } from "../shapes/people";

export const company = group("Running the company", [
  member(
    "GET",
    "settings",
    { summary: "Read the company's settings", gives: { 200: settings }, refuses: ["forbidden"] },
    async ({ actor }) => ok(await readSettings(actor)),
  ),
  member(
    "PATCH",
    "settings",
    {
      summary: "Change them",
      body: settingsInput,
      example: { membership: "room_admins" },
      gives: { 200: settings },
      refuses: ["forbidden", "conflict"],
    },
    async ({ actor, body }) => ok(await changeSettings(actor, body)),
  ),
  member(
    "GET",
    "audit",
    {
      summary: "Read the journal, the newest first",
      query: journalInput,
      gives: { 200: listOf(entry) },
      refuses: ["forbidden"],
    },
    async ({ actor, query }) => ok(await readJournal(actor, query)),
  ),
  member(
    "GET",
    "settings/provider",
    {
      summary: "Read how people sign in through the company's provider",
      gives: { 200: provider },
      refuses: ["forbidden"],
    },
    async ({ actor }) => ok(await readProviderSettings(actor)),
  ),
  member(
    "PUT",
    "settings/provider",
    {
      summary: "Connect an OpenID provider",
      body: providerInput,
      example: { issuer: "https://id.example.com", client_id: "staffroom", client_secret: "…" },
      gives: { 200: provider },
      refuses: ["forbidden"],
    },
    async ({ actor, body }) => ok(await changeProvider(actor, body)),
  ),
  member(
    "DELETE",
    "settings/provider",
    { summary: "Disconnect it", gives: { 204: "nothing" }, refuses: ["forbidden"] },
    async ({ actor }) => {
      await removeProvider(actor);
      return done;
    },
  ),
]);

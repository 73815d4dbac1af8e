import { changeProvider, readProviderSettings, removeProvider } from "@/lib/auth/provider";
import { providerInput } from "@/lib/auth/schema";
import { beginExport } from "@/lib/export/mutations";
import { exportInput } from "@/lib/export/schema";
import { exportBytes } from "@/lib/export/stream";
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
    { summary: "Read the company's settings", forAdmins: true, gives: { 200: settings }, refuses: ["forbidden"] },
    async ({ actor }) => ok(await readSettings(actor)),
  ),
  member(
    "PATCH",
    "settings",
    {
      summary: "Change them",
      forAdmins: true,
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
      forAdmins: true,
      query: journalInput,
      gives: { 200: listOf(entry) },
      refuses: ["forbidden"],
    },
    async ({ actor, query }) => ok(await readJournal(actor, query)),
  ),
  member(
    "GET",
    "export",
    {
      summary: "Export one's own data, or, as an owner, the company's",
      notes: `One line of JSON for each thing, with its \`type\`: \`start\`, then \`profile\`, \`session\`, \`token\`, \`room\`, \`message\`
(what one wrote), \`whisper\` (to and by oneself), \`file\` (without its bytes), \`reaction\`, \`saved\`, \`thread\`, \`draft\`; the last line is
\`{"type":"end","counts":{…}}\`, without which the export was cut short. \`scope=workspace\` is for an owner who has typed the password
in the last minutes (\`POST /api/v1/me/prove\`): \`workspace\`, \`user\`, \`room\`, \`member\`, \`message\`, \`reaction\` of all rooms that have a
name. Whispers and direct rooms are their people's alone and are not in it; the journal tells of it.`,
      query: exportInput,
      gives: { 200: "NDJSON" },
      refuses: ["forbidden", "rate_limited"],
    },
    async ({ actor, query }) => {
      const pieces = await beginExport(actor, query);
      const name = `staffroom-${query.scope ?? "own"}-${new Date().toISOString().slice(0, 10)}.ndjson`;
      const headers = {
        "content-type": "application/x-ndjson",
        "content-disposition": `attachment; filename="${name}"`,
      };
      return { status: 200, body: exportBytes(actor, query.scope ?? "own", pieces), headers };
    },
  ),
  member(
    "GET",
    "settings/provider",
    {
      summary: "Read how people sign in through the company's provider",
      forAdmins: true,
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
      forAdmins: true,
      bySession: true,
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
    {
      summary: "Disconnect it",
      forAdmins: true,
      bySession: true,
      gives: { 204: "nothing" },
      refuses: ["forbidden", "not_found"],
    },
    async ({ actor }) => {
      await removeProvider(actor);
      return done;
    },
  ),
]);

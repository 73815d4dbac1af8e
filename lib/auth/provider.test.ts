import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { auditEntries, workspace } from "@/db/schema";
import { person, type TestPerson } from "@/server/testing/world";
import { isProviderAddress } from "./discovery";
import { changeProvider, readProvider, readProviderSettings, removeProvider } from "./provider";
import { providerForm, providerInput } from "./schema";

let owner: TestPerson;
let member: TestPerson;
const closing: (() => void)[] = [];

beforeAll(async () => {
  [owner, member] = [await person("olga", "owner"), await person("mark")];
});
beforeEach(async () => {
  await database().update(workspace).set({ oidcIssuer: "", oidcSealedSecret: "" });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Answers as somebody's provider would; `about` changes what it says of itself. */
async function providerThat(about: (issuer: string) => unknown = () => ({}), status = 200): Promise<string> {
  const server = createServer((request, response) => {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const said = about(issuer);
    const body = {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      ...(typeof said === "object" ? said : {}),
    };
    if (request.url !== "/.well-known/openid-configuration") response.writeHead(404).end();
    else
      response
        .writeHead(status, { location: "/elsewhere" })
        .end(typeof said === "string" ? said : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const input = (issuer: string, over: object = {}) =>
  providerInput.parse({ issuer, client_id: "staffroom", client_secret: "hush hush", ...over });

test("a provider that answers is set up; its secret is kept sealed and shown to nobody, the journal included", async () => {
  const issuer = await providerThat();
  const shown = await changeProvider(owner.actor, input(`${issuer}/`, { label: "Kranbau ID", creates: true }));
  expect(shown).toEqual({ issuer, client_id: "staffroom", has_secret: true, label: "Kranbau ID", creates: true });
  expect(await readProvider()).toMatchObject({ issuer, clientSecret: "hush hush", creates: true });
  const [row] = await database().select().from(workspace);
  expect(row?.oidcSealedSecret).not.toContain("hush");
  const entries = await database()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "workspace.provider_changed"));
  expect(JSON.stringify(entries)).toContain(issuer);
  expect(JSON.stringify([entries, shown])).not.toContain("hush");
});

test("a form's ticked box says yes, and a call says it by true alone", () => {
  const said = { issuer: "https://id.example.com", client_id: "staffroom" };
  expect(providerForm.parse({ ...said, creates: "on" }).creates).toBe(true);
  expect(providerForm.parse(said).creates).toBeUndefined();
  expect(providerInput.safeParse({ ...said, creates: "on" }).success).toBe(false);
});

test("a secret that is left out stays, and is never handed to another provider", async () => {
  const [first, second] = [await providerThat(), await providerThat()];
  await changeProvider(owner.actor, input(first));
  await changeProvider(owner.actor, input(first, { client_secret: "", label: "Again" }));
  expect(await readProvider()).toMatchObject({ clientSecret: "hush hush" });
  await expect(changeProvider(owner.actor, input(second, { client_secret: "" }))).rejects.toMatchObject({
    fields: [{ path: "client_secret", reason: "providerSecret" }],
  });
  expect(await readProvider()).toMatchObject({ issuer: first });
});

describe("what does not answer as a provider is refused at its field", () => {
  const cases: [string, string, () => Promise<string>][] = [
    ["nobody", "providerSilent", async () => "http://127.0.0.1:9"],
    ["an error", "providerOdd", () => providerThat(() => ({}), 500)],
    ["a redirection", "providerSilent", () => providerThat(() => ({}), 302)],
    ["no JSON", "providerOdd", () => providerThat(() => "<html>")],
    ["another's name", "providerOdd", () => providerThat(() => ({ issuer: "https://login.kranbau.example" }))],
    ["no endpoint", "providerOdd", () => providerThat(() => ({ token_endpoint: undefined }))],
    ["an endpoint without TLS", "providerOdd", () => providerThat(() => ({ token_endpoint: "http://x.example/t" }))],
    ["an endpoint that is no address", "providerOdd", () => providerThat(() => ({ jwks_uri: "javascript:1" }))],
    ["endless talk", "providerOdd", () => providerThat(() => " ".repeat(300 * 1024))],
  ];
  test.each(cases)("%s: %s", async (_what, reason, make) => {
    const issuer = await make();
    await expect(changeProvider(owner.actor, input(issuer))).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "issuer", reason }],
    });
    expect(await readProvider()).toBeNull();
  });

  test.each([
    "http://login.kranbau.example",
    "ftp://login.kranbau.example",
    "file:///etc/passwd",
    "login.kranbau.example",
    "https://user:word@login.kranbau.example",
    "https://login.kranbau.example?x=1",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "javascript:alert(1)",
    "",
  ])("%j is no address of a provider", (address) => {
    expect(isProviderAddress(address)).toBe(false);
  });
});

test("only administrators set it up, see it and turn it off, and not at an open screen", async () => {
  const issuer = await providerThat();
  const left = { ...owner.actor, provedAt: new Date(0) };
  for (const work of [
    () => changeProvider(member.actor, input(issuer)),
    () => readProviderSettings(member.actor),
    () => removeProvider(member.actor),
  ])
    await expect(work()).rejects.toMatchObject({ code: "forbidden", reason: "forbidden" });
  await expect(changeProvider(left, input(issuer))).rejects.toMatchObject({ reason: "proveAgain" });
  await expect(removeProvider(left)).rejects.toMatchObject({ reason: "proveAgain" });
  await expect(removeProvider(owner.actor)).rejects.toMatchObject({ code: "not_found" });
  await changeProvider(owner.actor, input(issuer));
  await removeProvider(owner.actor);
  expect(await readProvider()).toBeNull();
  expect(await readProviderSettings(owner.actor)).toMatchObject({ issuer: "", has_secret: false });
});

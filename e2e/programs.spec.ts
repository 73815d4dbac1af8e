import type { Page } from "@playwright/test";
import { arrive, createRoom, vera, words } from "./support/people";
import { expect, test } from "./support/test";
import { phone } from "./support/window";

const { pages, live } = words.en;
const { tokens, webhooks } = pages;
const unscripted = { javaScriptEnabled: false };

async function makeToken(page: Page, name: string): Promise<string> {
  await page.goto("/me");
  await page.getByRole("link", { name: tokens.manage }).click();
  await page.getByLabel(tokens.name).fill(name);
  await page.getByLabel(tokens.scopes.read).check();
  await page.getByRole("button", { name: tokens.submit }).click();
  return page.getByLabel(tokens.fresh.made, { exact: true }).inputValue();
}

for (const [how, options] of [
  ["on a phone", phone],
  ["without scripts", unscripted],
] as const)
  test(`a token is shown once, reads, and is dead when it is revoked, ${how}`, async ({ company, windows }) => {
    const { page } = await arrive(company, windows, vera, options);
    const name = `Backup script ${how}`;
    const token = await makeToken(page, name);
    const ask = (method: string, path: string) =>
      fetch(`${company.url}/api/v1/${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    expect((await ask("GET", "rooms")).status).toBe(200);
    expect((await ask("POST", "me/read")).status).toBe(403);

    await page.goto("/me/tokens");
    await expect(page.getByText(name)).toBeVisible();
    await expect(page.getByText(token)).toHaveCount(0);
    await page.getByRole("link", { name: tokens.revokeNamed.replace("{name}", name) }).click();
    await page.getByRole("button", { name: tokens.revoke, exact: true }).click();
    await expect(page.getByText(tokens.revoked)).toBeVisible();
    expect((await ask("GET", "rooms")).status).toBe(401);
    await expect(page.getByText(name)).toHaveCount(0);
  });

test("a webhook says in the open room what GitLab sends, as a bot, until it is deleted", async ({
  company,
  windows,
}) => {
  const owner = await arrive(company, windows, vera);
  const room = await createRoom(owner, { name: "Yard" });
  await owner.page.goto(room);
  const { page } = await arrive(company, windows, vera, unscripted);
  await page.goto(`${room}/settings`);
  await page.getByRole("link", { name: webhooks.manage }).click();
  await page.getByLabel(webhooks.name).fill("GitLab");
  await page.getByRole("button", { name: webhooks.submit }).click();
  const url = await page.getByLabel(webhooks.fresh.made, { exact: true }).inputValue();
  await expect(page.getByText(`${url}`, { exact: false }).last()).toContainText("curl");

  const text = "Anna pushed to <https://git.example/yard|yard>";
  const post = () =>
    fetch(url, { method: "POST", body: new URLSearchParams({ payload: JSON.stringify({ text, username: "CI" }) }) });
  const answer = await post();
  expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
  const said = owner.page.locator("article[data-id]").last();
  await expect(said.getByRole("link", { name: "yard" })).toHaveAttribute("href", "https://git.example/yard");
  await expect(said).toContainText("CI");
  await expect(said.locator(".bot")).toHaveText(live.room.bot);
  await owner.page.goto(`${room}?panel=members`);
  await expect(owner.page.locator("aside li").filter({ hasText: "GitLab" }).locator(".bot")).toHaveText(live.room.bot);

  await page.goto(`${room}/webhooks`);
  await page.getByRole("link", { name: webhooks.removeNamed.replace("{name}", "GitLab") }).click();
  await page.getByRole("button", { name: webhooks.remove, exact: true }).click();
  await expect(page.getByText(webhooks.removed)).toBeVisible();
  expect((await post()).status).toBe(404);
  await expect(owner.page.locator("aside li").filter({ hasText: "GitLab" })).toHaveCount(0);
  await expect(owner.page.locator("article[data-id]").last()).toContainText("CI");
});

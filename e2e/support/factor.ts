import { expect, type Page } from "@playwright/test";
import { totpCode } from "@/lib/auth/totp";
import type { Person } from "./people";
import { password, words } from "./people";

const half = 30_000;

/** An authenticator: as on a phone, each code is shown for half a minute; here one does not wait for the next one. */
export class Authenticator {
  private step: number;

  constructor(private readonly secret: string) {
    this.step = Math.floor(Date.now() / half) - 2;
  }

  /** A code that was not used before: of the half minute just over, of this one, or of the next. */
  next(): string {
    this.step = Math.max(this.step + 1, Math.floor(Date.now() / half) - 1);
    return totpCode(this.secret, new Date(this.step * half));
  }
}

/** Sets a second factor up on the page where one stands. */
export async function setUpFactor(person: Person): Promise<{ authenticator: Authenticator; codes: string[] }> {
  const { page } = person;
  const { secondFactor } = person.words.pages;
  await expect(page.getByRole("heading", { name: secondFactor.title })).toBeVisible();
  await expect(page.getByRole("img", { name: secondFactor.qr })).toBeVisible();
  const key = ((await page.locator("p.font-mono").textContent()) ?? "").replaceAll(" ", "");
  const authenticator = new Authenticator(key);
  await page.getByLabel(secondFactor.digits, { exact: true }).fill("000000");
  await page.getByRole("button", { name: secondFactor.turnOn }).click();
  await expect(page.getByText(person.words.errors.codeWrong)).toBeVisible();
  await page.getByLabel(secondFactor.digits, { exact: true }).fill(authenticator.next());
  await page.getByRole("button", { name: secondFactor.turnOn }).click();
  await expect(page.getByText(secondFactor.fresh)).toBeVisible();
  return { authenticator, codes: await page.locator("[role=status] li").allTextContents() };
}

/** The first step of the sign-in, after which the code is asked for. */
export async function typePassword(page: Page, person: Person): Promise<void> {
  const { pages } = words[person.locale];
  await page.goto("/sign-in");
  await page.getByLabel(pages.fields.usernameOrEmail).fill(person.username);
  await page.getByLabel(pages.fields.password, { exact: true }).fill(password);
  await page.getByRole("button", { name: pages.signIn.submit }).click();
  await expect(page.getByText(pages.secondFactor.signIn.lead)).toBeVisible();
}

export async function typeCode(page: Page, person: Person, code: string): Promise<void> {
  const { signIn } = words[person.locale].pages.secondFactor;
  await page.getByLabel(signIn.label).fill(code);
  await page.getByRole("button", { name: signIn.submit }).click();
}

import { test as base, expect } from "@playwright/test";
import { type Company, startCompany } from "./company";
import { Windows } from "./window";

export { expect };

interface World {
  company: Company;
  windows: Windows;
}

/** One company for the stories of a file; each story opens its own windows, and leaves none with a fault. */
export const test = base.extend<World, { house: Map<string, Company> }>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from this pattern
    async ({}, use) => {
      const house = new Map<string, Company>();
      await use(house);
      for (const company of house.values()) await company.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  company: [async ({ house }, use, { file }) => use(await companyOf(house, file)), { timeout: 90_000 }],
  windows: async ({ browser, company }, use) => {
    const windows = new Windows(browser, company.url);
    await use(windows);
    await windows.close();
    expect(windows.faults).toEqual([]);
  },
});

async function companyOf(house: Map<string, Company>, file: string): Promise<Company> {
  const here = house.get(file);
  if (here) return here;
  for (const [name, other] of house) {
    house.delete(name);
    await other.stop();
  }
  const company = await startCompany();
  house.set(file, company);
  return company;
}

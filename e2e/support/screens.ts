import { acting } from "@/lib/i18n/acting";
import { en } from "@/lib/i18n/en";
import { threadWords } from "@/lib/i18n/threads";
import type { Company } from "./company";
import { withDatabase } from "./database";
import { arrive, createRoom, invite, linked, maria, openRoom, type Person, say, talk } from "./people";
import type { Windows } from "./window";

/** Every screen that there is, by a name and a way to it. */
export interface Screen {
  name: string;
  path: string;
  /** Opened without a session. */
  outside?: boolean;
}

const screens = new WeakMap<Company, Promise<Screen[]>>();

/** A company in which no screen is empty, made once; all of its screens but the first run's. */
export function everyScreen(company: Company, windows: Windows, owner: Person): Promise<Screen[]> {
  const made = screens.get(company) ?? furnish(company, windows, owner);
  screens.set(company, made);
  return made;
}

async function furnish(company: Company, windows: Windows, owner: Person): Promise<Screen[]> {
  const colleague = await arrive(company, windows, maria);
  await createRoom(colleague, { name: "Открытая комната с длинным названием, чтобы ему не хватило места", open: true });
  const room = await createRoom(owner, { name: "Everything", topic: "All kinds of text", with: [maria] });
  for (const text of kinds) await say(owner, text);
  await openRoom(colleague, room);
  await say(colleague, `@${owner.username} посмотрите, пожалуйста`);
  await talk(owner).nth(kinds.length).waitFor();
  const thread = await talkAside(colleague, owner, room);
  await colleague.page.context().close();
  const link = await invite(owner);
  const message = await treatedMessage(owner, room);
  const invitations = await invitationsOf(owner);
  const roomId = room.split("/").at(-1);
  await haveProvider(company);
  return [
    { name: "sign in", path: "/sign-in", outside: true },
    { name: "the page for programs", path: "/docs", outside: true },
    { name: "calls for programs", path: "/docs/calls/messages", outside: true },
    { name: "the socket for programs", path: "/docs/live", outside: true },
    { name: "a wrong address of a room", path: "/rooms/999999" },
    { name: "an address that leads nowhere", path: "/nowhere/at/all" },
    { name: "an invitation", path: new URL(link).pathname, outside: true },
    { name: "a dead invitation", path: "/join/dead", outside: true },
    { name: "the list", path: "/" },
    { name: "a room", path: room },
    { name: "a room with its members", path: `${room}?panel=members` },
    { name: "a thread beside its room", path: thread },
    { name: "the inbox", path: "/mentions" },
    { name: "nothing of a kind in the inbox", path: "/mentions?kind=whisper" },
    { name: "search", path: "/search" },
    { name: "what was found", path: "/search?q=and" },
    { name: "nothing found", path: "/search?q=nothing-is-called-so&from=nobody" },
    { name: "a question that is none", path: "/search?q=and&after=soon" },
    { name: "a room with its pins", path: `${room}?panel=pins` },
    { name: "a message", path: message },
    { name: "a message to be deleted", path: `${message}?ask=delete` },
    { name: "what one has saved", path: "/saved" },
    { name: "who has read a message", path: `${message}/reads` },
    { name: "adding members", path: `${room}/add` },
    { name: "leaving a room", path: `${room}/leave` },
    { name: "a new room", path: "/rooms/new" },
    { name: "open rooms", path: "/browse" },
    { name: "people", path: "/people" },
    { name: "nobody found", path: "/people?q=nobody-is-called-so" },
    { name: "settings", path: "/me" },
    { name: "access tokens", path: "/me/tokens" },
    { name: "the list of keys", path: "/keys" },
    { name: "all rooms", path: "/admin/rooms" },
    { name: "no such room", path: "/admin/rooms?q=nothing-is-called-so&state=archived" },
    { name: "a room to be made", path: "/admin/rooms/new" },
    { name: "a room and its members", path: `/admin${room}` },
    { name: "people for a room", path: `/admin${room}/add` },
    { name: "who sees a room", path: `/admin${room}/access` },
    { name: "who saw a room", path: `/admin${room}/access?was=former` },
    { name: "a room to be deleted", path: `/admin/rooms/confirm?do=delete&room=${roomId}` },
    { name: "an end to be set", path: `/admin/rooms/confirm?do=end&room=${roomId}&p=1` },
    { name: "members to be taken out", path: `/admin/rooms/confirm?do=remove&room=${roomId}&p=1.2` },
    { name: "a room's own settings", path: `${room}/settings` },
    { name: "a room's webhooks", path: `${room}/webhooks` },
    { name: "a room's own question", path: `${room}/confirm?do=archive` },
    { name: "invitations", path: "/admin/invites" },
    { name: "past invitations", path: "/admin/invites?state=past" },
    { name: "an invitation that was used", path: invitations.used },
    { name: "an invitation's revocation", path: `${invitations.waiting}/revoke` },
    { name: "a list with bad lines", path: await draftList(owner) },
    { name: "lists of people", path: "/admin/people/import" },
    { name: "the overview", path: "/admin" },
    { name: "the journal", path: "/admin/audit" },
    { name: "nothing in the journal", path: "/admin/audit?actor=nobody-is-called-so&from=2026-01-01&to=2026-01-31" },
    { name: "the company's settings", path: "/admin/settings" },
    ...employees(await idOf(company, maria.username)),
    { name: "a refusal at the sign-in", path: "/sign-in?refused=providerDeactivated", outside: true },
    { name: "sign-in and security", path: "/admin/security" },
    { name: "turning the provider off", path: "/admin/security/provider" },
    { name: "the second factor", path: "/second-factor" },
    { name: "the password again", path: "/prove?next=/me" },
    { name: "setting a password by a link", path: await passwordLink(company, owner), outside: true },
    { name: "a dead link to set a password", path: "/password/dead", outside: true },
  ];
}

/** A whisper, and replies in the thread of the room's first message. @returns the thread's address */
async function talkAside(person: Person, owner: Person, room: string): Promise<string> {
  const { page, words, locale } = person;
  const whisper = page.getByRole("textbox", { name: words.live.composer.label, exact: true });
  await whisper.fill(`/pm @${owner.username} только между нами`);
  await whisper.press("Enter");
  await page.locator("article.is-whisper[data-seq]").waitFor();
  const thread = `${room}?thread=${await page.locator("article[data-id]").first().getAttribute("data-id")}`;
  await page.goto(thread);
  await linked(person);
  const reply = page.getByRole("textbox", { name: threadWords[locale].placeholder });
  for (const [at, text] of kinds.slice(0, 3).entries()) {
    await reply.fill(text);
    await reply.press("Enter");
    await page.locator("[data-thread] article[data-seq]").nth(at).waitFor();
  }
  return thread;
}

const employees = (id: number): Screen[] => [
  { name: "employees", path: "/admin/people" },
  { name: "no employee found", path: "/admin/people?q=nobody-is-called-so&state=deactivated" },
  { name: "a new account", path: "/admin/people/new" },
  { name: "an employee", path: `/admin/people/${id}` },
  { name: "resetting a second factor", path: `/admin/people/${id}/second-factor` },
  { name: "asking before an act", path: `/admin/people/confirm?act=deactivate&id=${id}` },
  { name: "asking before an act about several", path: `/admin/people/confirm?act=role&id=${id}&id=1` },
  { name: "asking for a room", path: `/admin/people/confirm?act=enter&id=${id}` },
  { name: "asking about nobody", path: "/admin/people/confirm?act=sign-out" },
];

const idOf = (company: Company, username: string): Promise<number> =>
  withDatabase(company, async (sql) => {
    const [row] = await sql<{ id: string }[]>`select id from persons where username = ${username}`;
    return Number(row?.id);
  });

/** As if it had been set up: nobody asks it here. */
const haveProvider = (company: Company) =>
  withDatabase(
    company,
    (sql) => sql`
      update workspace set oidc_issuer = 'https://login.looms.example/realms/everybody', oidc_client_id = 'staffroom',
        oidc_label = 'Войти с рабочей учётной записью ткацкой фабрики'`,
  );

async function passwordLink(company: Company, owner: Person): Promise<string> {
  const { link } = owner.words.admin.people;
  await owner.page.goto(`/admin/people/confirm?act=password&id=${await idOf(company, maria.username)}`);
  await owner.page.getByRole("button", { name: link.submit }).click();
  return new URL(await owner.page.getByLabel(link.made).inputValue()).pathname;
}

/** One that a colleague came by, and one that still waits. */
async function invitationsOf({ page }: Person): Promise<{ used: string; waiting: string }> {
  const newest = async (state: string) => {
    await page.goto(`/admin/invites?state=${state}`);
    return (await page.locator(".records a.link").first().getAttribute("href")) ?? "";
  };
  return { used: await newest("past"), waiting: await newest("waiting") };
}

/** A file of which some can be taken and some cannot, read and not confirmed. */
async function draftList({ page, words }: Person): Promise<string> {
  const { file, read } = words.admin.import;
  const long = "averylongwordwithoutabreak".repeat(8);
  const lines = ["name,login,e-mail,phone", "Nina,nina,nina@looms.example,1", `${long},${long},${long},1`, "Oleg"];
  await page.goto("/admin/people/import");
  await page
    .getByLabel(file, { exact: true })
    .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
  await page.getByRole("button", { name: read }).click();
  await page.waitForURL(/\/import\/\d+$/);
  return new URL(page.url()).pathname;
}

/** One that was edited, pinned and saved, with a sign under it. @returns the path of its page */
async function treatedMessage({ page, words }: Person, room: string): Promise<string> {
  const { react, edit, editing, pin, save, did } = acting[words === en ? "en" : "ru"];
  await page.goto(room);
  const path = `${room}/messages/${await page.locator("article[data-id]").first().getAttribute("data-id")}`;
  await page.goto(path);
  await page.getByLabel(editing.label).fill("Plain words once more, then **bold**, _slanted_, ~~struck~~ and `code`.");
  await page.getByRole("button", { name: edit, exact: true }).click();
  await page.getByText(did.edit).waitFor();
  for (const [name, done] of [
    [react.replace("{emoji}", "👍"), did.react],
    [pin, did.pin],
    [save, did.save],
  ] as const) {
    await page.getByRole("button", { name, exact: true }).click();
    await page.getByText(done).waitFor();
  }
  return path;
}

const kinds = [
  "Plain words, then **bold**, _slanted_, ~~struck~~ and `code`.",
  "A list:\n\n- one\n- two\n\n1. first\n2. second",
  "> What was said before\n\nand the answer",
  "```ts\nconst aLineThatIsLongerThanAnyScreenOfAPhone = 'and goes on and on and on and on and on and on and on';\n```",
  "| Gate | Lorry | Time |\n|---|---|---|\n| 3 | A 123 BC | 08:15 |\n| 4 | K 777 KK | 09:40 |",
  `Alongwordwithoutanybreak${"andonandon".repeat(30)}`,
  "https://looms.example/a/path/that/is/long/enough/to/be/wider/than/a/narrow/screen/of/a/telephone",
  "# A heading\n\n---\n\nand an end",
];

/** Signed in, in this language and look, whatever was chosen before. */
export async function dress(person: Person, locale: "en" | "ru", theme: "light" | "dark"): Promise<void> {
  const { page } = person;
  await page.goto("/me");
  await page.locator("select[name=locale]").selectOption(locale);
  await page.locator("select[name=theme]").selectOption(theme);
  const form = page.locator("form").filter({ has: page.locator("select[name=theme]") });
  await form.getByRole("button").click();
  await page.locator(`html[lang=${locale}][data-theme=${theme}]`).waitFor();
}

import type { Command } from "commander";
import { askSecret, askText } from "../ask";
import { forgetNames } from "../completion/known";
import { type Door, Refusal } from "../door";
import { exits, Stop } from "../exits";
import { option } from "../grammar";
import { add } from "../program";
import { asSignIn, type Tokens } from "../session";
import type { Shell } from "../shell";

interface Me {
  id: number;
  username: string;
  display_name: string;
  role: "owner" | "admin" | "member" | "guest" | "bot";
}

export function addSigning(program: Command, shell: Shell): void {
  add(program, shell, "sign-in")
    .addOption(option(shell, "-u, --username <name>", "username"))
    .addOption(option(shell, "--otp <code>", "otp"))
    .action((options) => signIn(shell, options));
  add(program, shell, "sign-out").action(() => signOut(shell));
  add(program, shell, "whoami").action(() => whoAmI(shell));
  add(program, shell, "register")
    .addOption(option(shell, "-u, --username <name>", "newUsername"))
    .addOption(option(shell, "--email <email>", "email"))
    .addOption(option(shell, "--name <name>", "displayName"))
    .addOption(option(shell, "--invite <code>", "invite"))
    .action((options) => register(shell, options));
  add(program, shell, "setup")
    .addOption(option(shell, "--company <name>", "company"))
    .addOption(option(shell, "-u, --username <name>", "newUsername"))
    .addOption(option(shell, "--email <email>", "email"))
    .addOption(option(shell, "--name <name>", "displayName"))
    .action((options) => setUp(shell, options));
}

async function signIn(shell: Shell, options: { username?: string; otp?: string }): Promise<void> {
  const door = shell.at(await serverFor(shell));
  const { token } = shell.everywhere;
  if (token) return keepToken(shell, door, token);
  const { asks } = shell.words;
  const username = options.username ?? (await askText(shell, asks.username, "--username"));
  const password = await askSecret(shell, asks.password);
  const tokens = await traded(shell, door, { username, password, otp: options.otp });
  await keep(shell, door.server, tokens);
}

/** Where the server is not named, it is asked for. */
async function serverFor(shell: Shell): Promise<string> {
  const named = shell.everywhere.url || shell.env.STAFFROOM_SERVER || shell.store.read().current;
  return named || !shell.io.isAsked
    ? shell.server()
    : shell.serverAt(await askText(shell, shell.words.asks.server, "--url"));
}

/** The password, and, where the server says that it was right but not enough, the code. */
async function traded(
  shell: Shell,
  door: Door,
  body: { username: string; password: string; otp: string | undefined },
): Promise<Tokens> {
  try {
    return await door.open<Tokens>("POST", "auth/token", { body });
  } catch (error) {
    const { isReason } = await import("../problems");
    const needsCode = error instanceof Refusal && isReason(error.detail, "codeNeeded");
    if (!needsCode || body.otp !== undefined) throw error;
    const otp = await askSecret(shell, shell.words.asks.otp).catch(() => {
      throw error;
    });
    return door.open<Tokens>("POST", "auth/token", { body: { ...body, otp } });
  }
}

/** A personal access token, tried before it is kept. */
async function keepToken(shell: Shell, door: Door, token: string): Promise<void> {
  const me = await door.call<Me>("GET", "me");
  await shell.store.change((kept) => {
    kept.servers[door.server] = { username: me.username, token };
    kept.current = door.server;
  });
  told(shell, door.server, me);
}

async function keep(shell: Shell, server: string, tokens: Tokens): Promise<void> {
  const before = await shell.store.change((kept) => {
    const replaced = kept.servers[server];
    kept.servers[server] = asSignIn(tokens, Date.now());
    kept.current = server;
    return replaced;
  });
  if (before?.access_token) await endForgotten(shell, server, before.access_token);
  told(shell, server, tokens.user);
}

/** The session that nothing remembers any more is ended; where that fails, it ends by itself. */
const endForgotten = (shell: Shell, server: string, token: string): Promise<void> =>
  doorBy(shell, server, token)
    .call<void>("POST", "auth/logout", { patienceMs: 0 })
    .catch(() => {});

/** As this session, whatever token stands in the environment: signing out would revoke that one. */
function doorBy(shell: Shell, server: string, token: string): Door {
  const { everywhere } = shell;
  shell.everywhere = { ...everywhere, token };
  const door = shell.at(server);
  shell.everywhere = everywhere;
  return door;
}

function told(shell: Shell, server: string, me: { id: number; username: string; display_name: string }): void {
  const { id, username, display_name } = me;
  const params = { server, name: display_name, username };
  shell.tell({ server, user: { id, username, display_name } }, shell.words.done.signedIn, params);
}

async function signOut(shell: Shell): Promise<void> {
  const server = shell.server();
  const kept = shell.store.read().servers[server];
  if (!kept) return shell.tell({ server, signed_out: false }, shell.words.done.noSession);
  // A personal token stays good for whatever else uses it.
  forgetNames(shell);
  const ended = kept.token ? true : await logOut(shell, server);
  await shell.store.change((all) => {
    delete all.servers[server];
    if (all.current === server) all.current = Object.keys(all.servers)[0];
  });
  shell.tell(
    { server, signed_out: true, reached: ended },
    ended ? shell.words.done.signedOut : shell.words.done.signedOutHere,
    { server },
  );
}

/** @returns whether the session is known to be over */
async function logOut(shell: Shell, server: string): Promise<boolean> {
  try {
    const token = await shell.session(shell.at(server)).token();
    await doorBy(shell, server, token).call("POST", "auth/logout");
    return true;
  } catch (error) {
    if (error instanceof Stop && error.exit === exits.unreachable) return false;
    if (error instanceof Stop && error.exit === exits.notSignedIn) return true;
    throw error;
  }
}

async function whoAmI(shell: Shell): Promise<void> {
  const door = shell.api();
  const me = await door.call<Me>("GET", "me");
  const isToken = Boolean(shell.fixedToken ?? shell.store.read().servers[door.server]?.token);
  shell.answer({ server: door.server, token: isToken, user: me }, () => {
    const { shown } = shell.words;
    const lines = [`${me.display_name} (@${me.username}), ${shown.roles[me.role]}`];
    lines.push(shell.say(shown.server, { server: door.server }) + (isToken ? `, ${shown.withToken}` : ""));
    return lines.join("\n");
  });
}

async function register(
  shell: Shell,
  options: { username?: string; email?: string; name?: string; invite?: string },
): Promise<void> {
  const door = shell.at(await serverFor(shell));
  // A link ends with its secret.
  const invite = options.invite?.split("/").at(-1);
  const body = { ...(await account(shell, options)), ...(invite && { invite }) };
  await keep(shell, door.server, await door.open<Tokens>("POST", "auth/register", { body }));
}

async function setUp(
  shell: Shell,
  options: { company?: string; username?: string; email?: string; name?: string },
): Promise<void> {
  const door = shell.at(await serverFor(shell));
  const company = options.company ?? (await askText(shell, shell.words.asks.company, "--company"));
  const body = { workspace_name: company, ...(await account(shell, options)) };
  const tokens = await door.open<Tokens>("POST", "setup", { body });
  await shell.store.change((kept) => {
    kept.servers[door.server] = asSignIn(tokens, Date.now());
    kept.current = door.server;
  });
  const { username } = tokens.user;
  shell.tell({ server: door.server, user: tokens.user }, shell.words.done.founded, { company, username });
}

async function account(shell: Shell, options: { username?: string; email?: string; name?: string }) {
  const { asks } = shell.words;
  const username = options.username ?? (await askText(shell, asks.newUsername, "--username"));
  const email = options.email ?? (await askText(shell, asks.email, "--email"));
  const password = await askSecret(shell, asks.newPassword);
  if (shell.io.isAsked && (await askSecret(shell, asks.passwordAgain)) !== password)
    throw shell.stop(exits.misunderstood, asks.passwordsDiffer);
  const { locale } = shell;
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { username, email, password, locale, time_zone, ...(options.name && { display_name: options.name }) };
}

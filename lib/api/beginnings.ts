/** What is typed on the way from nothing to a bot that answers, at the address by which the visitor came. */
export const beginnings = (origin: string) => ({
  found: `curl "${origin}/api/v1/setup" \\
  -H "Content-Type: application/json" \\
  -d '{"workspace_name":"Example Ltd","username":"anna",
       "email":"anna@example.com","password":"correct horse battery"}'`,
  signIn: `curl "${origin}/api/v1/auth/token" \\
  -d username=anna --data-urlencode "password=correct horse battery"`,
  keep: `export TOKEN=staffroom_…

curl "${origin}/api/v1/me" -H "Authorization: Bearer $TOKEN"`,
  rooms: `curl "${origin}/api/v1/rooms" -H "Authorization: Bearer $TOKEN"`,
  makeRoom: `curl "${origin}/api/v1/rooms" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"Warehouse"}'`,
  say: `curl "${origin}/api/v1/rooms/1/messages" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"text":"Hello from a script"}'`,
  read: `curl "${origin}/api/v1/rooms/1/messages?limit=10" -H "Authorization: Bearer $TOKEN"

curl "${origin}/api/v1/search?q=hello" -H "Authorization: Bearer $TOKEN"`,
  botAccount: `curl "${origin}/api/v1/users" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"username":"clock","email":"clock@example.com",
       "password":"ticks twice an hour","room_ids":[1]}'`,
  botSignIn: `curl "${origin}/api/v1/auth/token" \\
  -d username=clock --data-urlencode "password=ticks twice an hour"`,
  botToken: `export ACCESS_TOKEN=eyJ…

curl "${origin}/api/v1/me/tokens" \\
  -H "Authorization: Bearer $ACCESS_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"clock"}'`,
  runBot: `export STAFFROOM_SERVER=${origin} STAFFROOM_TOKEN=staffroom_…

node bot.mjs`,
  makeHook: `curl "${origin}/api/v1/rooms/1/webhooks" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"Builds"}'`,
  postToHook: `export HOOK=${origin}/hooks/…

curl "$HOOK" -H "Content-Type: application/json" -d '{"text":"Build 7 has *passed*"}'

curl "$HOOK" --data-urlencode 'payload={"text":"The same as a form"}'`,
  problem: `{
  "type": "/docs#invalid",
  "title": "Invalid",
  "status": 422,
  "detail": "Write a name.",
  "code": "invalid",
  "errors": [{ "path": "name", "message": "Write a name." }]
}`,
  libraryBot,
  plainBot: plainBot(origin),
});

/** The bot of the README, which lies beside it as `docs/bot.mjs`. */
const libraryBot = `import { connect } from "staffroom/client";

const chat = await connect({ url: process.env.STAFFROOM_SERVER, token: process.env.STAFFROOM_TOKEN });

chat.on("message", async (message) => {
  if (message.author.id === chat.me.id || message.text !== "!time") return;
  await chat.reply(message, \`It is \${new Date().toISOString()}.\`);
});

console.log(\`@\${chat.me.username} listens in \${(await chat.rooms()).length} rooms.\`);
`;

const plainBot = (origin: string) => `import WebSocket from "ws";

const server = process.env.STAFFROOM_SERVER ?? "${origin}";
const token = process.env.STAFFROOM_TOKEN;

async function call(method, path, body) {
  const headers = { authorization: \`Bearer \${token}\`, "content-type": "application/json" };
  const answer = await fetch(\`\${server}/api/v1/\${path}\`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer.json();
}

const me = await call("GET", "me");
const versions = new Map(); // of each room the last one seen
const answered = new Set();

function connect() {
  const socket = new WebSocket(\`\${server.replace("http", "ws")}/ws\`);
  const send = (frame) => socket.send(JSON.stringify(frame));
  socket.on("open", () => send({ type: "auth", token }));
  socket.on("message", (data) => hear(JSON.parse(data), send));
  socket.on("error", () => {}); // "close" follows
  socket.on("close", (code) => {
    if (code === 4001 || code === 4003) throw new Error("The token is good no longer.");
    setTimeout(connect, 1000 + Math.random() * 4000);
  });
}

function hear(frame, send) {
  if (frame.type === "ready") {
    if (versions.size > 0) send({ type: "resume", rooms: Object.fromEntries(versions) });
    else for (const [room, version] of Object.entries(frame.rooms)) versions.set(room, version);
    console.log("I listen.");
  }
  if (frame.version) versions.set(String(frame.room_id), frame.version);
  if (frame.type === "added") versions.set(String(frame.room.id), frame.room.version);
  if (frame.type === "message") reply(frame.message);
  if (frame.type === "resumed") frame.messages.forEach(reply);
}

async function reply(message) {
  if (message.author.id === me.id || message.text !== "!time" || answered.has(message.id)) return;
  answered.add(message.id);
  const text = \`It is \${new Date().toISOString()}.\`;
  await call("POST", \`rooms/\${message.room_id}/messages\`, { text, reply_to: message.id });
}

connect();
`;

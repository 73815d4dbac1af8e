import { connect } from "staffroom/client";

const chat = await connect({ url: process.env.STAFFROOM_SERVER, token: process.env.STAFFROOM_TOKEN });

chat.on("message", async (message) => {
  if (message.author.id === chat.me.id || message.text !== "!time") return;
  await chat.reply(message, `It is ${new Date().toISOString()}.`);
});

console.log(`@${chat.me.username} listens in ${(await chat.rooms()).length} rooms.`);

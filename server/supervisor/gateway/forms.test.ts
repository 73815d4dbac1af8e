import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { gatewayWorld, serve } from "@/server/testing/gateway";

const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nfoo';
const plain = "multipart/form-data; boundary=x";
const send = async (status: number, type: string, body: string, path = "/sign-in") => {
  const { at, webPort } = await gatewayWorld();
  await serve(webPort, async (incoming, response) => {
    const heard = await text(incoming);
    response.writeHead(status).end(heard === body ? "told" : "changed");
  });
  const answer = await fetch(at(path), { method: "POST", headers: { "content-type": type }, body });
  return [answer.status, await answer.text()];
};

const broken: [string, string, string][] = [
  ["breaks off", plain, part],
  ["has another boundary than it says", plain, `${part}\r\n--y--\r\n`],
  ["says no boundary", "multipart/form-data", `${part}\r\n--x--\r\n`],
  ["is empty", plain, ""],
];
test.each(broken)(
  "a form that %s is its sender's fault, though the pages take it for theirs",
  async (_, type, body) => {
    const [status, told = ""] = await send(500, type, body);
    expect([status, JSON.parse(String(told))]).toEqual([
      400,
      expect.objectContaining({ status: 400, code: "invalid" }),
    ]);
  },
);

test("whatever else the pages say stands: of a whole form, of another answer, of a call, of what is no form", async () => {
  for (const type of [plain, 'multipart/form-data; charset=utf-8; boundary="x"'])
    expect(await send(500, type, `${part}\r\n--x--\r\n`)).toEqual([500, "told"]);
  expect(await send(500, plain, `${part}\r\n--x--`)).toEqual([500, "told"]);
  expect(await send(200, plain, part)).toEqual([200, "told"]);
  expect(await send(500, plain, part, "/api/v1/files")).toEqual([500, "told"]);
  expect(await send(500, "text/plain", part)).toEqual([500, "told"]);
});

// A client that is typed by the description: what that does not allow, does not compile.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { argv: string[] };

const [base, chat] = process.argv.slice(2) as [string, string];
const sender = chat.split(":")[0]!;
const letterbox = createClient<paths>({ baseUrl: base });

function expect(what: string, is: unknown, wanted: unknown): void {
  if (is !== wanted) {
    throw new Error(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
  }
}

for (const replayed of [null, "true"]) {
  const sent = await letterbox.POST("/api/send", {
    params: { header: { "Idempotency-Key": "typed", Prefer: "return=representation" } },
    body: { chat, sender, text: "hi" },
  });
  const message: components["schemas"]["Message"] | undefined = sent.data;
  expect("the position", message?.position, 0);
  expect("Idempotency-Replayed", sent.response.headers.get("Idempotency-Replayed"), replayed);
}

const page = await letterbox.GET("/api/pull", { params: { query: { chat, reverse: true, limit: 5 } } });
expect("the number of messages", page.data?.messages.length, 1);
expect("the text", page.data?.messages[0]?.text, "hi");
expect("has_more", page.data?.has_more, false);

const refused = await letterbox.GET("/api/pull", { params: { query: { chat: "invalid", limit: 5000 } } });
expect("the kind of problem", refused.error?.type, "urn:letterbox:problem:invalid-request");
expect("what is wrong", refused.error?.errors?.map((fault) => fault.field).join(), "chat,limit");

const pong = await letterbox.GET("/ping");
expect("the answer to a ping", pong.data?.message, "pong");

export function doesNotCompile(): void {
  // @ts-expect-error A pull names its chat.
  letterbox.GET("/api/pull", { params: { query: {} } });
  // @ts-expect-error A send names its sender.
  letterbox.POST("/api/send", { body: { chat, text: "hi" } });
  // @ts-expect-error Unknown path.
  letterbox.GET("/api/nothing");
}

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Connection } from "../src/connection.ts";
import type { Outgoing, ServerFrame } from "../src/protocol.ts";
import type { LineStatus } from "../src/state.ts";
import { WELCOME, World, json } from "./surroundings.ts";

const say = (id: string): Outgoing => ({ type: "say", id, text: `Text ${id}` });
const acceptedOnWire = (id: string, place: number): Record<string, unknown> => ({ type: "accepted", id, place, at: "t" });

class Bench {
  readonly world = new World();
  readonly frames: ServerFrame[] = [];
  readonly lines: LineStatus[] = [];
  seen = -1;
  readonly connection = new Connection(
    "https://chat.example",
    { frame: (frame) => this.frames.push(frame), line: (line) => this.lines.push(line), after: () => this.seen },
    this.world,
  );

  /** Says something first, and is welcomed. */
  async begun(id = "a"): Promise<this> {
    this.connection.send(say(id));
    await this.world.settle();
    await this.greet();
    return this;
  }

  async greet(frame: Record<string, unknown> = WELCOME): Promise<void> {
    this.world.last.open();
    this.world.last.tell(frame);
    await this.world.settle();
  }

  async hear(frame: Record<string, unknown>): Promise<void> {
    this.world.last.tell(frame);
    await this.world.settle();
  }

  get sent(): unknown[] {
    return this.world.last.sent.filter(({ type }) => type !== "hello");
  }

  ids(): unknown[] {
    return this.world.last.sent.filter(({ type }) => type === "say").map(({ id }) => id);
  }
}

describe("beginning", () => {
  test("nothing happens before the person does something", async () => {
    const { world } = new Bench();
    await world.pass(600);
    assert.deepEqual([world.requests, world.sockets], [[], []]);
  });

  test("the first message gets a session, then a socket, then goes out", async () => {
    const bench = await new Bench().begun();
    assert.deepEqual(bench.world.requests.map(({ method, address }) => `${method} ${address}`), ["POST https://chat.example/api/session"]);
    assert.deepEqual(bench.world.last.sent, [{ type: "hello", version: 1, after: -1 }, { type: "say", id: "a", text: "Text a" }]);
    assert.deepEqual(bench.lines, ["connecting", "online"]);
  });

  test("messages that are said while the session comes go out in their order", async () => {
    const bench = new Bench();
    for (const id of ["a", "b", "c"]) bench.connection.send(say(id));
    await bench.world.settle();
    await bench.greet();
    assert.deepEqual(bench.ids(), ["a"]);
    await bench.hear(acceptedOnWire("a", 1));
    await bench.hear(acceptedOnWire("b", 2));
    assert.deepEqual(bench.ids(), ["a", "b", "c"], "each when the one before is accepted");
    assert.equal(bench.world.sockets.length, 1);
  });

  test("a chat of an earlier visit goes on without a new one", async () => {
    const bench = new Bench();
    bench.world.answer = ({ address }) => (address.includes("/api/chat") ? json({ version: 1, frames: [WELCOME] }) : json({ version: 1 }));
    await bench.connection.resume();
    assert.equal(bench.frames[0]?.type, "welcome");
    assert.equal(bench.world.sockets.length, 1);
  });

  test("without an earlier visit looking opens nothing", async () => {
    const bench = new Bench();
    bench.world.answer = () => new Response(null, { status: 204 });
    await bench.connection.resume();
    assert.deepEqual([bench.world.requests.length, bench.world.sockets.length], [1, 0]);
  });
});

describe("a broken line", () => {
  test("what is not accepted is sent again under the same id, what is accepted is not", async () => {
    const bench = await new Bench().begun("a");
    bench.connection.send(say("b"));
    bench.world.last.tell(acceptedOnWire("a", 1));
    bench.seen = 1;
    bench.world.last.end(1006);
    await bench.world.pass(1);
    await bench.greet();
    assert.deepEqual(bench.world.last.sent, [{ type: "hello", version: 1, after: 1 }, { type: "say", id: "b", text: "Text b" }]);
  });

  test("what the welcome knows is not sent again", async () => {
    const bench = await new Bench().begun("a");
    bench.world.last.end(1006);
    await bench.world.pass(1);
    await bench.greet({ ...WELCOME, place: 1, entries: [{ place: 1, id: "a", from: "person", at: "t", text: "Text a" }] });
    assert.deepEqual(bench.sent, []);
  });

  test("a short break is nobody's business, a longer one is told", async () => {
    const bench = await new Bench().begun();
    bench.world.last.end(1006);
    assert.equal(bench.lines.at(-1), "connecting");
    await bench.world.pass(1);
    bench.world.last.end(1006);
    assert.equal(bench.lines.at(-1), "offline");
  });

  test("attempts pause longer and longer", async () => {
    const bench = await new Bench().begun();
    bench.world.last.end(1006);
    const counts: number[] = [];
    for (const seconds of [0.5, 1, 2]) {
      await bench.world.pass(seconds - 0.01);
      counts.push(bench.world.sockets.length);
      await bench.world.pass(0.02);
      bench.world.last.end(1006);
    }
    assert.deepEqual(counts, [1, 2, 3]);
  });

  test("the server's wish for a pause is kept", async () => {
    const bench = await new Bench().begun();
    bench.world.last.tell({ type: "bye", code: "restart", retry_after: 5 });
    bench.world.last.end(1012);
    await bench.world.pass(4.9);
    assert.equal(bench.world.sockets.length, 1);
    await bench.world.pass(0.2);
    assert.equal(bench.world.sockets.length, 2);
  });

  test("the person, or the network that is back, need not wait for the pause", async () => {
    const bench = await new Bench().begun();
    bench.world.last.end(1006);
    bench.connection.wake();
    await bench.world.settle();
    assert.equal(bench.world.sockets.length, 2);
    await bench.world.pass(1);
    assert.equal(bench.world.sockets.length, 2, "the old pause does not ring as well");
  });

  test("when the browser says that the network is gone, messages wait", async () => {
    const bench = await new Bench().begun();
    bench.connection.cut();
    assert.equal(bench.lines.at(-1), "offline");
  });

  test("a server that falls silent is asked, and then left", async () => {
    const bench = await new Bench().begun();
    await bench.world.pass(26);
    assert.deepEqual(bench.world.last.sent.at(-1), { type: "ping" });
    bench.world.last.tell({ type: "pong" });
    await bench.world.pass(26);
    assert.equal(bench.world.sockets.length, 1);
    await bench.world.pass(11);
    assert.equal(bench.world.sockets.length, 2);
  });

  test("no session to be had is tried again", async () => {
    const bench = new Bench();
    bench.world.answer = () => Promise.reject(new TypeError("offline"));
    bench.connection.send(say("a"));
    await bench.world.settle();
    assert.equal(bench.lines.at(-1), "offline");
    bench.world.answer = () => json({ version: 1, expires_in: 60 });
    await bench.world.pass(1);
    await bench.greet();
    assert.deepEqual(bench.ids(), ["a"]);
  });
});

describe("refusals", () => {
  test("a refused message is not sent again", async () => {
    const bench = await new Bench().begun("a");
    bench.world.last.tell({ type: "refused", id: "a", code: "too_long", text: "Zu lang." });
    bench.world.last.end(1006);
    await bench.world.pass(1);
    await bench.greet();
    assert.deepEqual(bench.sent, []);
    assert.ok(bench.frames.some((frame) => frame.type === "refused" && frame.id === "a"));
  });

  test("a refused message goes out once more, under its id, when the person wants it", async () => {
    const bench = await new Bench().begun("a");
    await bench.hear({ type: "refused", id: "a", code: "too_long", text: "Zu lang." });
    bench.connection.send(say("a"));
    await bench.world.settle();
    assert.deepEqual(bench.ids(), ["a", "a"]);
  });

  test("one that is refused for the moment goes out again after the pause", async () => {
    const bench = await new Bench().begun("a");
    bench.connection.send(say("b"));
    await bench.hear({ type: "refused", id: "a", code: "too_fast", text: "Langsam.", retry_after: 3 });
    await bench.world.pass(2.9);
    assert.deepEqual(bench.ids(), ["a"], "and nothing overtakes it");
    await bench.world.pass(0.2);
    assert.deepEqual(bench.ids(), ["a", "a"]);
    await bench.hear(acceptedOnWire("a", 1));
    assert.deepEqual(bench.ids(), ["a", "a", "b"]);
  });

  test("a frame that the server cannot take does not come back for ever", async () => {
    const bench = await new Bench().begun("a");
    bench.connection.send(say("b"));
    bench.world.last.end(4002);
    await bench.world.pass(1);
    await bench.greet();
    assert.deepEqual(bench.ids(), ["b"]);
    assert.ok(bench.frames.some((frame) => frame.type === "refused" && frame.id === "a"));
  });
});

describe("sessions", () => {
  test("where cookies are blocked a token in memory takes their place", async () => {
    const bench = new Bench();
    bench.world.answer = ({ body }) => json({ version: 1, expires_in: 60, ...((body as { cookieless?: boolean }).cookieless && { token: "geheim" }) });
    bench.connection.send(say("a"));
    await bench.world.settle();
    bench.world.last.open();
    bench.world.last.tell({ type: "refused", code: "no_session", text: "Keine Sitzung." });
    bench.world.last.end(4000);
    await bench.world.pass(1);
    assert.deepEqual(bench.world.requests.at(-1)?.body, { version: 1, cookieless: true });
    await bench.greet();
    assert.deepEqual(bench.world.last.sent[0], { type: "hello", version: 1, token: "geheim", after: -1 });
    assert.deepEqual(bench.ids(), ["a"]);
    assert.ok(!bench.frames.some((frame) => frame.type === "refused"), "the person has nothing to do with it");
  });

  test("one that has ended takes its words from the page, and the next message begins a new one with a cookie", async () => {
    const bench = await new Bench().begun("a");
    bench.world.last.tell(acceptedOnWire("a", 1));
    bench.world.last.tell({ type: "bye", code: "expired", retry_after: 0 });
    bench.world.last.end(4000);
    assert.deepEqual(bench.frames.at(-1), { type: "welcome", place: 0, entries: [], reset: true });
    assert.equal(bench.lines.at(-1), "idle");
    await bench.world.pass(600);
    assert.equal(bench.world.sockets.length, 1, "nobody has said anything");
    bench.seen = 7;
    await bench.begun("b");
    assert.deepEqual(bench.world.requests.at(-1)?.body, { version: 1 });
    assert.deepEqual(bench.world.last.sent[0], { type: "hello", version: 1, after: -1 });
  });

  test("is renewed before a message when half of its life has passed", async () => {
    const bench = new Bench();
    bench.world.answer = () => json({ version: 1, expires_in: 40 });
    await bench.begun("a");
    await bench.hear(acceptedOnWire("a", 1));
    await bench.world.pass(19);
    bench.connection.send(say("b"));
    await bench.world.settle();
    await bench.hear(acceptedOnWire("b", 2));
    assert.equal(bench.world.requests.length, 1);
    await bench.world.pass(2);
    bench.connection.send(say("c"));
    await bench.world.settle();
    assert.equal(bench.world.requests.length, 2);
    assert.deepEqual(bench.ids(), ["a", "b", "c"]);
  });

  test("a tab that slept comes back to its session", async () => {
    const bench = await new Bench().begun("a");
    await bench.hear(acceptedOnWire("a", 1));
    await bench.hear({ type: "bye", code: "idle", retry_after: 0 });
    bench.world.last.end(4000);
    await bench.world.pass(1);
    await bench.greet();
    assert.ok(!bench.frames.some((frame) => frame.type === "welcome" && frame.reset));
    assert.equal(bench.world.requests.length, 1);
  });

  test("after deleting everything the line rests, and the next message begins anew", async () => {
    const bench = await new Bench().begun("a");
    bench.world.last.tell(acceptedOnWire("a", 1));
    bench.connection.send({ type: "forget", id: "f" });
    bench.world.last.tell({ type: "erased", receipt: {}, text: "Weg." });
    bench.world.last.end(4001);
    assert.equal(bench.lines.at(-1), "idle");
    await bench.world.pass(600);
    assert.equal(bench.world.sockets.length, 1);
    await bench.begun("b");
    assert.equal(bench.world.requests.filter(({ address }) => address.endsWith("/api/session")).length, 2);
    assert.deepEqual(bench.ids(), ["b"]);
  });

  test("the wish to delete is sent until it is fulfilled", async () => {
    const bench = await new Bench().begun("a");
    bench.world.last.tell(acceptedOnWire("a", 1));
    bench.world.last.end(1006);
    bench.connection.send({ type: "forget", id: "f" });
    await bench.world.settle();
    await bench.greet();
    assert.deepEqual(bench.sent, [{ type: "forget", id: "f" }]);
  });

  test("who leaves quickly has everything deleted on a way that outlives the page", async () => {
    const bench = await new Bench().begun("a");
    bench.connection.close();
    bench.connection.forgetOnLeaving("f");
    await bench.world.settle();
    assert.deepEqual(bench.world.requests.at(-1)?.body, { type: "forget", id: "f" });
  });
});

describe("where sockets are blocked", () => {
  async function blocked(answer: World["answer"]): Promise<Bench> {
    const bench = new Bench();
    bench.world.answer = answer;
    bench.connection.send(say("a"));
    await bench.world.settle();
    // Three attempts of which nothing is heard, and the pauses between them.
    await bench.world.pass(30);
    return bench;
  }

  const never = (): Promise<Response> => new Promise(() => {});

  test("the same frames go by HTTP", async () => {
    const bench = await blocked(({ method, address }) => {
      if (address.endsWith("/api/session")) return json({ version: 1 });
      if (method === "POST") return json({ version: 1, frames: [acceptedOnWire("a", 1), { type: "entry", place: 2, id: "a", from: "assistant", at: "t", views: [], final: true }] });
      return address.endsWith("wait=0") ? json({ version: 1, frames: [WELCOME] }) : never();
    });
    assert.deepEqual(bench.frames.map(({ type }) => type), ["welcome", "accepted", "entry"]);
    assert.equal(bench.lines.at(-1), "online");
    assert.equal(bench.world.sockets.length, 3);
  });

  test("a refusal of a request is a refusal of its message", async () => {
    const bench = await blocked(({ method, address }) => {
      if (address.endsWith("/api/session")) return json({ version: 1 });
      if (method === "POST") return json({ version: 1, frames: [{ type: "refused", code: "too_long", text: "Zu lang." }] }, 400);
      return address.endsWith("wait=0") ? json({ version: 1, frames: [WELCOME] }) : never();
    });
    assert.ok(bench.frames.some((frame) => frame.type === "refused" && frame.id === "a"));
  });

  test("a server that fails is not asked without a pause", async () => {
    let polls = 0;
    const bench = await blocked(({ address }) => {
      if (address.endsWith("/api/session")) return json({ version: 1 });
      polls += 1;
      return json({ version: 1, frames: [{ type: "refused", code: "unavailable", text: "Weg.", retry_after: 20 }] }, 503);
    });
    assert.equal(bench.lines.at(-1), "offline");
    const before = polls;
    await bench.world.pass(9);
    assert.equal(polls, before);
  });

  test("the socket is tried again later", async () => {
    const bench = await blocked(({ method, address }) => {
      if (address.endsWith("/api/session")) return json({ version: 1 });
      if (method === "POST") return json({ version: 1, frames: [acceptedOnWire("a", 1)] });
      return address.endsWith("wait=0") ? json({ version: 1, frames: [WELCOME] }) : never();
    });
    await bench.world.pass(61);
    assert.equal(bench.world.sockets.length, 4);
    await bench.greet();
    assert.equal(bench.lines.at(-1), "online");
  });
});

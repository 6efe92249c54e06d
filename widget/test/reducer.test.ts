import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deliveryOf, isAnswered, isLatestList, isSpent, isTyping, chosenTitle, lastPlace, resumeAfter } from "../src/selectors.ts";
import type { Answer, Said, State } from "../src/state.ts";
import { accepted, after, assistant, entry, frame, line, person, refused, said, shown, view, welcome } from "./frames.ts";

const first = (state: State): Said => state.items.find((item): item is Said => item.kind === "said") as Said;
const answers = (state: State): Answer[] => state.items.filter((item): item is Answer => item.kind === "answer");
const card = { number: 1, title: "Betrieb", sample: true, reasons: [], origin: "", link: null, more: "mehr zum 1.", calendar: null };

describe("a message", () => {
  test("stands in the transcript at once and is being sent", () => {
    const state = after(line("online"), said("a"));
    assert.deepEqual(shown(state), ["said a"]);
    assert.equal(deliveryOf(state, first(state)), "sending");
    assert.ok(isTyping(state));
  });

  test("waits while there is no line, and nobody is said to type", () => {
    const state = after(said("a"), line("offline"));
    assert.equal(deliveryOf(state, first(state)), "waiting");
    assert.ok(!isTyping(state));
  });

  test("is accepted, answered, and then nobody types any more", () => {
    const sent = after(line("online"), said("a"), frame(accepted("a", 1)));
    assert.equal(deliveryOf(sent, first(sent)), "accepted");
    assert.ok(isTyping(sent));
    const done = after(line("online"), said("a"), frame(accepted("a", 1)), frame(entry(assistant(2, "a"))));
    assert.ok(isAnswered(done, "a"));
    assert.ok(!isTyping(done));
  });

  test("that is refused keeps its reason, and is being sent again when the person wants it", () => {
    const state = after(line("online"), said("a"), frame(refused("a", "too_long")));
    assert.equal(deliveryOf(state, first(state)), "refused");
    assert.match(first(state).note, /too_long/);
    const again = after(line("online"), said("a"), frame(refused("a", "too_long")), { type: "again", id: "a" });
    assert.equal(deliveryOf(again, first(again)), "sending");
    assert.equal(first(again).note, "");
  });

  test("that is refused for the moment only is still being sent", () => {
    const state = after(line("online"), said("a"), frame(refused("a", "too_fast", 3)));
    assert.equal(deliveryOf(state, first(state)), "sending");
    assert.match(first(state).note, /too_fast/);
  });

  test("that takes longer says so until its answer is there", () => {
    const delayed = [line("online"), said("a"), frame(accepted("a", 1)), frame({ type: "notice", id: "a", text: "Das dauert." })];
    assert.equal(first(after(...delayed)).note, "Das dauert.");
    assert.ok(!isTyping(after(...delayed)));
    assert.equal(first(after(...delayed, frame(entry(assistant(2, "a"))))).note, "");
  });

  test("can be taken back", () => {
    assert.deepEqual(shown(after(said("a"), said("b"), { type: "taken_back", id: "a" })), ["said b"]);
  });
});

describe("the order", () => {
  test("is the server's for what it has, and the person's for what waits", () => {
    const state = after(said("a"), said("b"), said("c"), frame(accepted("a", 1)), frame(accepted("b", 2)), frame(entry(assistant(3, "a"))));
    assert.deepEqual(shown(state), ["said a", "said b", "answer a", "said c"]);
  });

  test("holds when an answer overtakes", () => {
    const state = after(frame(entry(assistant(4, "b"))), frame(entry(person(3, "b"))), frame(entry(assistant(2, "a"))));
    assert.deepEqual(shown(state), ["answer a", "said b", "answer b"]);
  });

  test("no entry is shown twice, however often it comes", () => {
    const entries = [person(1, "a"), assistant(2, "a")];
    const state = after(said("a"), frame(accepted("a", 1)), frame(entry(assistant(2, "a"))), frame(welcome(entries)), frame(entry(entries[1]!)));
    assert.deepEqual(shown(state), ["said a", "answer a"]);
  });

  test("a message that the server has from before the line broke is the same one", () => {
    const state = after(said("a"), frame(welcome([person(1, "a")])));
    assert.deepEqual(shown(state), ["said a"]);
    assert.equal(first(state).place, 1);
  });
});

describe("welcome", () => {
  test("brings what other tabs and other times have said", () => {
    const state = after(frame(welcome([person(1, "a", "Hallo"), assistant(2, "a")])));
    assert.deepEqual(shown(state), ["said a", "answer a"]);
    assert.equal(first(state).text, "Hallo");
  });

  test("with a reset clears all but what waits", () => {
    const state = after(frame(welcome([person(1, "a"), assistant(2, "a")])), said("b"), frame(welcome([], true)));
    assert.deepEqual(shown(state), ["said b"]);
  });
});

describe("unread", () => {
  test("counts answers that come while the chat is closed", () => {
    const history = frame(welcome([person(1, "a"), assistant(2, "a")]));
    assert.equal(after(history).unread, 0);
    assert.equal(after(history, frame(entry(person(3, "b"))), frame(entry(assistant(4, "b")))).unread, 1);
    assert.equal(after(history, frame(welcome([person(3, "b"), assistant(4, "b"), assistant(5, "b")]))).unread, 2);
  });

  test("is none while somebody looks, and none after somebody has looked", () => {
    const news = frame(entry(assistant(2, "a")));
    assert.equal(after({ type: "visible", visible: true }, news).unread, 0);
    assert.equal(after(news, { type: "visible", visible: true }).unread, 0);
  });
});

describe("erasing", () => {
  test("leaves nothing but what the server says of it", () => {
    const state = after(line("online"), said("a"), frame(accepted("a", 1)), { type: "erasing" }, frame({ type: "erased", text: "Weg." }));
    assert.deepEqual(shown(state), []);
    assert.equal(state.erased, "Weg.");
    assert.equal(state.erasing, false);
    assert.equal(state.line, "online");
  });

  test("is over when something is said again", () => {
    assert.equal(after(frame({ type: "erased", text: "Weg." }), said("b")).erased, null);
    assert.equal(after(frame({ type: "erased", text: "Weg." }), frame(welcome([]))).erased, "Weg.");
  });
});

describe("what can still be tapped", () => {
  const chips = [{ title: "Weitere", payload: "/more" }];
  const list = assistant(2, "a", { views: [view("Liste", { chips, cards: [card] })] });

  test("chips, until something is said", () => {
    const open = after(frame(welcome([person(1, "a"), list])));
    assert.ok(!isSpent(open, answers(open)[0]!));
    const spent = after(frame(welcome([person(1, "a"), list])), said("b", "/more", "Weitere"));
    assert.ok(isSpent(spent, answers(spent)[0]!));
    assert.equal(chosenTitle(spent, answers(spent)[0]!), "Weitere");
  });

  test("a refused message spends nothing", () => {
    const state = after(frame(welcome([person(1, "a"), list])), said("b"), frame(refused("b", "too_long")));
    assert.ok(!isSpent(state, answers(state)[0]!));
  });

  test("a list's cards, until another list is shown", () => {
    const talk = after(frame(welcome([person(1, "a"), list, person(3, "b"), assistant(4, "b")])));
    assert.ok(isLatestList(talk, answers(talk)[0]!));
    const newer = after(frame(welcome([person(1, "a"), list, person(3, "b"), { ...list, place: 4, id: "b" }])));
    assert.ok(!isLatestList(newer, answers(newer)[0]!));
  });
});

describe("where to go on", () => {
  test("after what was seen last", () => {
    assert.equal(resumeAfter(after()), -1);
    const state = after(frame(welcome([person(1, "a"), assistant(2, "a")])));
    assert.equal(lastPlace(state), 2);
    assert.equal(resumeAfter(state), 2);
  });

  test("before what is missing, for places have no gaps", () => {
    const state = after(said("a"), frame(accepted("a", 1)), said("b"), frame(accepted("b", 3)));
    assert.equal(resumeAfter(state), 1);
    assert.equal(resumeAfter(after(said("a"), frame(accepted("a", 1)), said("b"), frame(accepted("b", 2)))), 2);
    assert.equal(resumeAfter(after(frame(welcome([person(5, "a"), assistant(6, "a"), person(9, "b"), person(12, "c")])))), 6);
  });

  test("an answer that is not the last one leaves the message owed", () => {
    const state = after(frame(welcome([person(1, "a"), assistant(2, "a", { final: false })])));
    assert.ok(!isAnswered(state, "a"));
  });
});

// Makes the page's forms answer without a reload. Without this script they are plain forms and work as well.
// Text only ever enters the page as text, never as HTML.

const texts = JSON.parse(document.getElementById("texts").textContent);
const transcript = document.getElementById("transcript");
const announcement = document.getElementById("announcement");
const notice = document.getElementById("notice");
const composer = document.querySelector(".composer");
const input = document.getElementById("message");

const LONGEST_WAIT_MS = 15000;
let underWay = Promise.resolve();

showNewest();

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-chat]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (event.target === composer) sendTyped();
  else if (event.target.matches(".resend")) resend(event.target, button);
  else send({ message: button.value, shown: shownFor(button), id: newId() });
});

input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendTyped();
});

function sendTyped() {
  const message = input.value.trim();
  if (!message) return input.focus();
  input.value = "";
  send({ message, shown: message, id: newId() });
  input.focus();
}

function resend(form, button) {
  const failed = { message: button.value, id: form.elements.id.value };
  const line = form.closest(".message");
  if (line.matches(".unavailable")) line.remove();
  else form.remove();
  input.focus();
  enqueue(failed);
}

function send(said) {
  notice.hidden = true;
  document.getElementById("examples")?.remove();
  transcript.querySelectorAll("form:not(.resend)").forEach((form) => form.remove());
  document.getElementById("newest")?.removeAttribute("id");
  const line = messageLine("person", texts.person);
  line.id = "newest";
  line.append(words([{ text: said.shown }]));
  transcript.append(line);
  if (document.activeElement !== input) focusOn(line);
  enqueue(said);
}

// One after the other: the first answer sets the cookie that the next message needs.
function enqueue(said) {
  const typing = typingSign();
  transcript.append(typing);
  typing.scrollIntoView({ block: "nearest" });
  underWay = underWay.then(async () => {
    const show = await deliver(said);
    // Before the answer: what vanishes afterwards would make the browser scroll.
    typing.remove();
    show();
  });
}

async function deliver(said) {
  try {
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ message: said.message, id: said.id }),
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    });
    const answer = await response.json();
    return () => (response.ok ? showAnswer(said, answer.views) : showFailure(said, answer.text));
  } catch {
    return () => showFailure(said, texts.offline);
  }
}

function showAnswer(said, views) {
  if (views.some((view) => view.kind === "erased")) transcript.replaceChildren();
  views.forEach((view) => showAssistant(view, said));
  announce(views.map((view) => view.spoken));
  showNewest();
}

function showFailure(said, text) {
  showAssistant({ kind: "unavailable", segments: [{ text }], cards: [], chips: [] }, said);
  announce([text]);
  showNewest();
}

// What was said last goes to the top, so that a long answer is read from its beginning.
function showNewest() {
  (document.getElementById("newest") ?? transcript.lastElementChild)?.scrollIntoView({ block: "start" });
}

function showAssistant(view, said) {
  const line = messageLine("assistant", texts.assistant);
  if (view.widened) line.append(element("p", { className: "badge", textContent: texts.widened }));
  if (view.segments.length) line.append(words(view.segments));
  if (view.cards.length) line.append(element("ol", { className: "cards" }, view.cards.map(card)));
  if (view.chips.length) line.append(chatForm("chips", view.chips.map((chip) => chipButton(chip.title, chip.payload))));
  if (view.kind === "unavailable") offerResend(line, said);
  transcript.append(line);
}

function offerResend(line, { id, message }) {
  line.classList.add("unavailable");
  const kept = element("input", { type: "hidden", name: "id", value: id });
  line.append(chatForm("resend", [kept, chipButton(texts.resend, message)]));
}

function card(view) {
  const title = [element("h3", { textContent: view.title })];
  if (view.sample) title.push(element("span", { className: "sample", textContent: texts.sample }));
  const head = [
    element("span", { className: "card-number", ariaHidden: "true", textContent: view.number }),
    element("div", { className: "card-title" }, title),
  ];
  const parts = [element("div", { className: "card-head" }, head)];
  if (view.reasons.length) {
    const reasons = view.reasons.map((reason) => element("li", { textContent: reason }));
    parts.push(element("ul", { className: "reasons" }, reasons));
  }
  if (view.origin) parts.push(element("p", { className: "origin", textContent: view.origin }));
  const ways = [];
  if (view.more) ways.push(chatForm("", [moreButton(view)]));
  if (view.link) ways.push(link(view.link, "way"));
  if (ways.length) parts.push(element("div", { className: "card-ways" }, ways));
  return element("li", { className: "card" }, parts);
}

function moreButton(view) {
  const label = texts.more_of.replace("{title}", () => view.title);
  return element("button", { className: "way", value: view.more, ariaLabel: label, textContent: texts.more });
}

function messageLine(sender, name) {
  const speaker = element("span", { className: "unseen", textContent: `${name}:` });
  return element("li", { className: `message ${sender} fresh`, tabIndex: -1 }, [speaker]);
}

function words(segments) {
  const pieces = segments.map((piece) => (piece.href ? link(piece, "") : document.createTextNode(piece.text)));
  return element("p", { className: "words" }, pieces);
}

// The server allows web, mail and phone addresses only; this is the second lock on the same door.
function link({ href, text }, className) {
  const safe = /^(https?|mailto|tel):/i.test(href);
  const properties = { className, textContent: text, rel: "noopener noreferrer" };
  return safe ? element("a", { ...properties, href }) : element("span", { className, textContent: text });
}

function chatForm(className, children) {
  const form = element("form", { className, method: "post", action: "/chat" }, children);
  form.dataset.chat = "";
  return form;
}

function chipButton(title, payload) {
  return element("button", { className: "chip", value: payload, textContent: title });
}

function typingSign() {
  const dots = element("span", { className: "dots" }, [element("i"), element("i"), element("i")]);
  return element("li", { className: "message assistant typing", ariaLabel: texts.typing }, [dots]);
}

function element(name, properties = {}, children = []) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function shownFor(button) {
  return button.matches(".way") ? button.value : button.textContent.trim();
}

function focusOn(line) {
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
}

function announce(lines) {
  announcement.replaceChildren(...lines.map((line) => element("p", { textContent: line })));
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

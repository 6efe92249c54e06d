// The site's few lines of script: questions go to the chat in the corner, and snippets can be copied.
const chat = document.querySelector("kumpel-chat");

for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("submit", (event) => {
    const text = (event.submitter?.value || form.elements.message.value).trim();
    if (!text || typeof chat?.ask !== "function") return;
    event.preventDefault();
    form.reset();
    chat.ask(text);
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = document.getElementById(button.dataset.copy);
    getSelection().selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      document.execCommand("copy");
    }
    button.textContent = button.dataset.done;
  });
}

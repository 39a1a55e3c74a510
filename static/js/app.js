// What the pages do with a script: theme, toasts and undo, keys, selects that send themselves, many at once, dialogs,
// the consent map. Every control is a real form and works without this file. No eval, nothing inline.

const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const STAYS = 10_000; // how long a toast with Undo is there; history keeps the undo for a day

root.classList.add("js");

/* theme: the device's until the person picks one. The server keeps it, so that the next page is right from its first paint */
function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function wear(theme, form) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const button of all("[data-theme-form] [aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  const body = new FormData(form);
  body.set("theme", theme);
  fetch(form.action, { method: "POST", body: new URLSearchParams(body), redirect: "manual" }).catch(() => say("The theme is not saved: we could not reach the site.", true));
}

/* toasts */
function say(text, stays = false) {
  const region = one("#toasts");
  if (!region) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  if (stays) {
    toast.dataset.stays = "";
    toast.setAttribute("role", "alert");
  }
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "btn btn-s";
  close.type = "button";
  close.dataset.dismiss = "";
  close.textContent = "OK";
  toast.append(words, close);
  region.append(toast);
}

function dismiss(toast) {
  toast.dataset.leaving = "";
  setTimeout(() => toast.remove(), 220);
}

function timeToast(toast) {
  if (toast.dataset.timed !== undefined) return;
  toast.dataset.timed = "";
  if (toast.dataset.stays !== undefined) return;
  // It waits while somebody reads it with the pointer or stands on it with the keyboard.
  const held = () => toast.matches(":hover, :focus-within");
  const tick = () => (held() ? setTimeout(tick, 2000) : dismiss(toast));
  setTimeout(tick, STAYS);
}

function watchToasts() {
  const region = one("#toasts");
  if (!region) return;
  const time = () => {
    const toasts = all("[data-toast]:not([data-leaving])", region);
    toasts.forEach(timeToast);
    toasts.slice(0, -3).forEach(dismiss);
  };
  new MutationObserver(time).observe(region, { childList: true });
  time();
}

/* the consent map repaints from the switches that the server sent back */
function paintMap(within) {
  for (const answer of all("[data-column] .answer, .answer[data-column]", within)) {
    const key = answer.closest("[data-column]").dataset.column;
    const column = one(`.map [data-column="${CSS.escape(key)}"]`);
    const block = column && one(`.use-${answer.dataset.use}`, column);
    if (!block) continue;
    const said = answer.dataset.standing ?? answer.dataset.answer;
    block.classList.toggle("on", said === "on");
    block.classList.toggle("ask", said === "ask");
  }
}

/* many at once: the bar is there once something is selected */
function countSelected() {
  for (const bar of all("[data-bulk]")) {
    const boxes = all("input[data-select]").filter((box) => box.form?.id === bar.dataset.bulk);
    const rows = boxes.filter((box) => box.dataset.select !== "all");
    const chosen = rows.filter((box) => box.checked);
    const everything = boxes.find((box) => box.dataset.select === "all");
    if (everything) {
      everything.checked = rows.length > 0 && chosen.length === rows.length;
      everything.indeterminate = chosen.length > 0 && chosen.length < rows.length;
    }
    for (const box of rows) box.closest("tr")?.toggleAttribute("data-selected", box.checked);
    bar.hidden = chosen.length === 0;
    const words = one("[data-bulk-count]", bar);
    if (words) words.textContent = `${chosen.length} selected`;
  }
}

/* keys move a person along a switch: it is one stop of the Tab key, the arrows go between its places */
function roveSwitch(group, event) {
  const buttons = all("button:not(:disabled)", group);
  const from = buttons.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (from < 0 || !step) return;
  event.preventDefault();
  const to = buttons[(from + step + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
  to.focus();
}

function tabStops(within) {
  for (const group of all(".answer", within)) {
    const buttons = all("button", group);
    const pressed = buttons.find((button) => button.ariaPressed === "true") ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === pressed ? 0 : -1;
  }
}

/* keys for the whole page; a person can switch them off (WCAG 2.1.4) */
function moveRow(step) {
  const rows = all("[data-row]");
  const now = rows.indexOf(document.activeElement?.closest("[data-row]"));
  const row = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
  (row && one("a, button, input", row))?.focus();
}

const KEYS = {
  "/": () => one("[data-search]")?.focus(),
  "?": () => one("#shortcuts")?.showModal(),
  z: () => all("[data-undo]").at(-1)?.click(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => {
    const row = document.activeElement?.closest("[data-row]") ?? one("[data-row]:has([aria-current])");
    if (row) one("input[type=checkbox]", row)?.click();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") all("details[data-menu][open]").forEach(closeMenu);
  const group = event.target.closest?.(".answer");
  if (group) roveSwitch(group, event);
  const typing = event.target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || "noShortcuts" in document.body.dataset) return;
  if (one("dialog[open]")) return;
  // A page says which of its buttons and links a key presses; what it does not say is the same everywhere.
  const keyed = one(`[data-key="${CSS.escape(event.key)}"]`);
  const act = keyed ? () => keyed.click() : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

/* menus and dialogs */
function closeMenu(menu) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) one("summary", menu)?.focus();
}

document.addEventListener("click", (event) => {
  for (const menu of all("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = one(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  const closer = event.target.closest("dialog [data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
  const dismisser = event.target.closest("[data-dismiss]");
  if (dismisser) dismiss(dismisser.closest("[data-toast]"));
  const copier = event.target.closest("[data-copy]");
  if (copier) copy(copier);
});

async function copy(button) {
  try {
    await navigator.clipboard.writeText(one(button.dataset.copy).textContent.trim());
    say("Copied.");
  } catch {
    say("Your browser did not let us copy. Select the text and copy it yourself.", true);
  }
}

/* forms */
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-theme-form]")) {
    event.preventDefault();
    const toggles = event.submitter?.matches("[data-theme-toggle]");
    wear(toggles ? (isDark() ? "light" : "dark") : (event.submitter?.value ?? ""), event.target);
  }
});

// Two forms that ask for the same thing: what is typed in one is in the other.
document.addEventListener("input", (event) => {
  const pair = event.target.closest("[data-pair]")?.dataset.pair;
  if (!pair) return;
  for (const input of all(`[data-pair="${pair}"] input`)) if (input !== event.target) input.value = event.target.value;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-autosubmit]")) event.target.form?.requestSubmit(one("button[type=submit]", event.target.form));
  if (event.target.dataset.select === "all") {
    const form = event.target.form;
    for (const box of form?.elements ?? []) if ("select" in box.dataset && box !== event.target) box.checked = event.target.checked;
  }
  if ("select" in event.target.dataset) countSelected();
});

/* htmx: what came back is wired up and keeps the focus; what did not come back is said */
let heldSwitch = null;
let heldField = null;
const ticked = new Set();

document.addEventListener("htmx:before:request", () => {
  const group = document.activeElement?.closest(".answer");
  heldField = group ? null : document.activeElement?.id || null;
  heldSwitch = group && { within: group.closest("[id]")?.id, use: group.dataset.use };
});

// A row that comes back comes as the server knows it, and what is ticked only this page knows.
document.addEventListener("htmx:before:swap", () => {
  for (const box of all("input[data-select]")) {
    const key = `${box.name} ${box.value}`;
    if (box.checked) ticked.add(key);
    else ticked.delete(key);
  }
});

function tickAgain() {
  for (const box of all("input[data-select]")) if (ticked.has(`${box.name} ${box.value}`)) box.checked = true;
}

function refocus() {
  if (heldField && document.activeElement === document.body) document.getElementById(heldField)?.focus();
  if (!heldSwitch?.within || document.activeElement !== document.body) return;
  const group = one(`.answer[data-use="${heldSwitch.use}"]`, document.getElementById(heldSwitch.within) ?? document);
  (group && one("[aria-pressed=true]", group))?.focus();
}

document.addEventListener("htmx:after:swap", () => {
  tabStops(document);
  tickAgain();
  refocus();
  paintMap(document);
  countSelected();
  const dialog = one("dialog[data-opens]:not([open])");
  dialog?.showModal();
});

const isBell = (event) => event.detail.ctx?.sourceElement?.id === "bell";

document.addEventListener("htmx:error", (event) => {
  if (isBell(event)) return;
  if (event.detail.error instanceof TypeError || event.detail.error?.name === "TimeoutError") {
    say("We could not reach the site, so nothing was saved. Check your connection and try again.", true);
  }
});

document.addEventListener("htmx:response:error", (event) => {
  if (isBell(event)) return;
  const status = event.detail.ctx.response.status;
  if (status >= 500) say("That was our mistake: it may not have been saved. Load the page again to see what is in force.", true);
  else if (status === 429) say("That was too fast. Wait a moment and try again.", true);
  else if (status === 404) say("That is no longer here. Load the page again.", true);
});

tabStops(document);
watchToasts();
countSelected();
one("[data-focus]")?.focus();
// A press that loaded the page anew comes back to its place (#cover): so does the focus, once the browser has gone there.
addEventListener("load", () => setTimeout(() => {
  if (document.activeElement === document.body && one("[data-toast]")) one(":target .answer [aria-pressed=true]")?.focus();
}));

/* the bell asks while the page is looked at; that it hears nothing is nobody's loss */
setInterval(() => {
  if (document.visibilityState === "visible" && navigator.onLine) one("#bell")?.dispatchEvent(new CustomEvent("bell:look"));
}, 30_000);

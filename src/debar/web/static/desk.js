// @ts-check
// Keys for those who want them: "/" to the search, j and k along rows, Enter opens. Single keys can be turned off.

const SWITCH = "debar.keys";
const button = /** @type {HTMLButtonElement | null} */ (document.getElementById("keys"));
const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("table.rows tbody tr")]).filter((row) =>
  row.querySelector("a.go"),
);
let on = stored() !== "off";

function stored() {
  try {
    return localStorage.getItem(SWITCH);
  } catch {
    return null;
  }
}

function tell() {
  if (!button) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? "Single keys are on" : "Single keys are off";
}

/** @param {number} step */
function move(step) {
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  const link = /** @type {HTMLElement | null} */ (next?.querySelector("a.go"));
  link?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** @param {KeyboardEvent} event */
function press(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.closest("input:not([type=radio]), textarea, select");
  if (!on || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    const box = document.getElementById("quick") ?? document.getElementById("q");
    box?.focus();
  } else if (event.key === "j" && rows.length) {
    move(1);
  } else if (event.key === "k" && rows.length) {
    move(-1);
  }
}

button?.addEventListener("click", () => {
  on = !on;
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off");
  } catch {
    // without storage the choice holds for this page
  }
  tell();
});
const filters = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".facets details"));
if (filters && matchMedia("(max-width: 1150px)").matches) filters.open = false;

/**
 * Leads to this view with other values of what it goes by.
 * @param {string} href
 * @param {Record<string, string>} changed
 */
function go(href, changed) {
  const address = new URL(href, location.href);
  for (const [name, value] of Object.entries(changed)) address.searchParams.set(name, value);
  location.assign(address);
}

for (const note of document.querySelectorAll(".by-script")) /** @type {HTMLElement} */ (note).hidden = false;

const map = /** @type {HTMLElement | null} */ (document.querySelector(".map[data-href]"));
for (const area of map?.querySelectorAll("[data-state]") ?? []) {
  area.classList.add("by");
  area.addEventListener("click", () => go(map?.dataset.href ?? "", { state: area.getAttribute("data-state") ?? "" }));
}

const brush = /** @type {HTMLElement | null} */ (document.querySelector(".brush"));
const plot = brush?.querySelector("svg");
if (brush && plot) addBrush(brush, plot);

/**
 * Dragging over the months chooses the first and the last of them.
 * @param {HTMLElement} held
 * @param {SVGElement} drawn
 */
function addBrush(held, drawn) {
  const first = Number(held.dataset.first);
  const months = 12 * (Number(held.dataset.last) - first + 1);
  const shade = document.createElement("div");
  shade.className = "sel";
  let from = -1;
  held.classList.add("by");

  /** @param {PointerEvent} event */
  const month = (event) => {
    const box = drawn.getBoundingClientRect();
    return Math.min(Math.max(Math.floor(((event.clientX - box.left) / box.width) * months), 0), months - 1);
  };
  /** @param {number} at */
  const words = (at) => `${String(first + Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  /** @param {PointerEvent} event */
  const draw = (event) => {
    const [low, high] = [Math.min(from, month(event)), Math.max(from, month(event))];
    const box = drawn.getBoundingClientRect();
    shade.style.left = `${box.left - held.getBoundingClientRect().left + (low / months) * box.width}px`;
    shade.style.width = `${((high - low + 1) / months) * box.width}px`;
    shade.title = `${words(low)} to ${words(high)}`;
    return [low, high];
  };
  held.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    from = month(event);
    held.append(shade);
    held.setPointerCapture(event.pointerId);
    draw(event);
  });
  held.addEventListener("pointermove", (event) => from >= 0 && draw(event));
  held.addEventListener("pointercancel", () => {
    from = -1;
    shade.remove();
  });
  held.addEventListener("pointerup", (event) => {
    if (from < 0) return;
    const [low, high] = draw(event);
    from = -1;
    go(held.dataset.href ?? "", { from: words(low), to: words(high) });
  });
}

const job = /** @type {HTMLElement | null} */ (document.querySelector("[data-events]"));
if (job) follow(job, job.dataset.events ?? "");

/**
 * Shows how far a job is while it goes on; its end is a page of its own.
 * @param {HTMLElement} shown
 * @param {string} address
 */
function follow(shown, address) {
  const events = new EventSource(address);
  const bar = /** @type {HTMLProgressElement | null} */ (shown.querySelector("progress"));
  const head = shown.querySelector("h2");
  /** @param {string} name @param {string} text */
  const put = (name, text) => {
    const place = shown.querySelector(name);
    if (place && place.textContent !== text) place.textContent = text;
  };
  events.addEventListener("progress", (event) => {
    const { state, stopping, progress } = JSON.parse(event.data);
    if (bar && state === "running") bar.value = progress.share;
    if (head) head.textContent = stopping ? "Stopping" : state === "running" ? "Being scanned" : "Waits its turn";
    put("[data-rows]", progress.rows.toLocaleString("en-US"));
    put("[data-findings]", progress.findings.toLocaleString("en-US"));
    put("[data-file]", progress.file ? `, in ${progress.file}` : "");
  });
  events.addEventListener("end", () => {
    events.close();
    location.reload();
  });
}

const drop = /** @type {HTMLElement | null} */ (document.querySelector(".drop"));
const chooser = /** @type {HTMLInputElement | null} */ (drop?.querySelector("input[type=file]"));
if (drop && chooser) addDrop(drop, chooser);

/**
 * Files may be dropped on the place where they are chosen.
 * @param {HTMLElement} place
 * @param {HTMLInputElement} input
 */
function addDrop(place, input) {
  /** @param {DragEvent} event */
  const over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    place.classList.add("over");
  };
  place.addEventListener("dragenter", over);
  place.addEventListener("dragover", over);
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    place.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
  });
}

document.addEventListener("keydown", press);
tell();

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
document.addEventListener("keydown", press);
tell();

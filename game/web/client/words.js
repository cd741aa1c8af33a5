// Words and elements: what every screen is made of.

let book = null;
let language = "en";
const learned = new Map(); // by language: the interface's words, and the texts under their numbers

// A text of the interface; where it counts a value NAME, in the form `key.FORM-NAME` that the language has for that number.
function say(key, values = {}) {
  const own = learned.get(language).words, rules = new Intl.PluralRules(language);
  const form = Object.entries(values).filter(([, value]) => typeof value === "number").map(([name, value]) => `${key}.${rules.select(value)}-${name}`).find((one) => one in own);
  return (own[form ?? key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const knows = (key) => key in learned.get(language).words;
const of = (text) => learned.get(language).texts[text ?? 0];

// Have a language here, from the page itself or from beside it.
async function learn(code) {
  if (learned.has(code)) return;
  const tongue = await unpacked(await bytesOfFile(book.languages[code].file));
  learnTongues(tongue.foreign);
  learned.set(code, tongue);
}

// The lines of texts in another language than the page's own, and which: the element that one stands in says so, and
// takes its direction from it.
const tongues = new Map();

function learnTongues(foreign) {
  for (const [code, texts] of Object.entries(foreign)) texts.flatMap((text) => [text, ...text.split("\n")]).forEach((line) => tongues.set(line, code));
}

// An element: its attributes (functions listen, null leaves one out), and what is in it.
function h(tag, attributes, ...inside) {
  const element = document.createElement(tag);
  const items = inside.flat(Infinity).filter((item) => item !== null && item !== undefined && item !== "");
  const foreign = (item) => tongues.has(item) ? { lang: tongues.get(item), dir: "auto" } : null;
  dress(element, items.length === 1 ? { ...foreign(items[0]), ...attributes } : attributes);
  element.append(...items.map((item) => items.length > 1 && foreign(item) ? h("span", {}, item) : item));
  return element;
}

function drawing(tag, attributes, ...inside) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  dress(element, attributes);
  element.append(...inside.flat().filter(Boolean));
  return element;
}

function dress(element, attributes) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true && !name.startsWith("aria-")) element.setAttribute(name, "");
    else if (name.startsWith("aria-") && value !== null) element.setAttribute(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
}

// A sign, drawn, with the word that it stands for where none stands beside it.
const SIGNS = {
  tick: "M4 13l5 5L20 6", cross: "M6 6l12 12M18 6L6 18", dash: "M5 12h14", real: "", fake: "", unsure: "",
  left: "M15 5l-7 7 7 7", right: "M9 5l7 7-7 7", closer: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M11 8v6M8 11h6",
  further: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M8 11h6", play: "M7 4l13 8-13 8z", pause: "M7 4v16M17 4v16",
};

function sign(name, word) {
  const about = word ? { role: "img", "aria-label": word } : { "aria-hidden": "true" };
  const inside = {
    real: () => [drawing("circle", { cx: 12, cy: 12, r: 10, fill: "currentColor" })],
    fake: () => [
      drawing("circle", { cx: 12, cy: 12, r: 9.5, class: "stroke" }),
      drawing("path", { d: "M4 14L14 4M5 19L19 5M10 20l10-10", class: "stroke" }),
    ],
    unsure: () => [
      drawing("circle", { cx: 12, cy: 12, r: 9.5, class: "stroke" }),
      drawing("path", { d: "M9 9.5a3 3 0 1 1 4 2.8c-.8.4-1 .9-1 1.7M12 17v.5", class: "stroke" }),
    ],
  }[name];
  return drawing("svg", { viewBox: "0 0 24 24", class: `sign sign-${name}`, ...about }, inside ? inside() : [drawing("path", { d: SIGNS[name], class: "stroke" })]);
}

function button(key, inside, press, attributes = {}) {
  return h("button", { type: "button", "data-key": key, click: press, ...attributes, class: `button ${attributes.class ?? ""}` }, inside);
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Tell whoever listens to a screen reader what changed in place.
function announce(text) {
  document.getElementById("said").textContent = text;
}

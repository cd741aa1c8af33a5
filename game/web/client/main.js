// Which screen follows which, and what an input may do: nothing within a blink of a step, so that a double tap answers
// nothing that nobody has seen.

const REST_MS = 350;
let current = null;
let stepped = -Infinity;
let wish = null; // the language that was chosen last
let under = null; // the screen to come back to from a page beside it

// To another screen; the focus goes to its headline, or to the part with this key.
function go(screen, key = null) {
  current = screen;
  draw(key);
  scrollTo(0, 0);
  stepped = performance.now();
}

// The next part of the same screen.
function step() {
  draw(null);
  stepped = performance.now();
}

// The same part, changed in place; the focus stays where it is.
function refresh() {
  draw(document.activeElement?.dataset?.key ?? "");
}

function draw(key) {
  const main = document.getElementById("main");
  main.replaceChildren(current());
  const kept = key ? [...main.querySelectorAll("[data-key]")].find((item) => item.dataset.key === key) : null;
  (kept ?? (key === "" ? null : main.querySelector("h1")))?.focus({ preventScroll: key !== null && !kept });
  document.title = `${main.querySelector("h1")?.textContent ?? ""} · ${say("title.name")}`;
}

// A page that is read beside the game, from which one comes back to where one was.
function aside(screenWith, key = null) {
  under ??= current;
  const back = () => {
    const before = under;
    under = null;
    go(before);
  };
  go(screenWith(back), key);
}

// --- the way through a level

function begin(level) {
  const seed = book.seed ?? crypto.getRandomValues(new Uint32Array(1))[0];
  const play = { level, seed, rounds: dealt(level, book.pictures, seed), answers: [], verdicts: [] };
  scorm.begin();
  forward(play);
}

function forward(play) {
  if (play.answers.length < play.rounds.length) return go(roundScreen(play));
  scorm.completed(play);
  go(summaryScreen(play));
}

// The answer to the round to play now, whose pictures stand on the screen as `views`.
function answered(play, said, views) {
  const place = play.answers.length, round = play.rounds[place];
  play.answers.push(said);
  play.verdicts.push(judged(round, said, book.pictures));
  scorm.answered(play, place);
  if (round.form === "read" || play.level.test) return forward(play);
  go(revealScreen(play, place, views));
}

// --- before and between levels

function shelfScreen() {
  return () => {
    const shelves = new Map();
    [...book.levels].sort((one, other) => one.difficulty - other.difficulty).forEach((level) => shelves.set(level.shelf, [...(shelves.get(level.shelf) ?? []), level]));
    const order = ["start", "deeper", "moving", "beyond", "", "groups"].filter((shelf) => shelves.has(shelf));
    const parts = order.map((shelf) => h("section", {}, order.length > 1 || shelf ? h("h2", {}, shelf ? say(`levels.shelf.${shelf}`) : of(book.title)) : null,
      h("div", { class: "shelf" }, shelves.get(shelf).map((level) => button(`level-${level.id}`, [level.cover ? thumb(level.cover, "") : null, h("span", {}, h("b", {}, of(level.title)), h("small", {}, say("levels.line", { n: lengthOf(level) })))], () => go(introScreen(level)), { class: "level-card" })))));
    return h("section", { class: "page" }, heading(of(book.title)), h("p", { class: "quiet-text" }, say("title.line")), parts);
  };
}

const lengthOf = (level) => level.rounds.reduce((sum, round) => sum + (round.draw?.count ?? 1), 0);

function introScreen(level) {
  const start = () => begin(level);
  return () => h("section", { class: "intro" },
    level.cover ? h("div", { class: "intro-picture" }, thumb(level.cover, "")) : null,
    h("div", { class: "column" },
      book.levels.length > 1 ? backButton(() => go(shelfScreen())) : null,
      heading(of(level.title)), h("div", { class: "prose" }, paragraphs(of(level.intro))),
      h("p", { class: "quiet-text" }, say("intro.hint", { n: lengthOf(level) })),
      button("begin", say("intro.begin"), start, { class: "primary" })));
}

function bar() {
  const languages = Object.entries(book.languages);
  const guide = Object.keys(book.tells).length ? button("to-guide", say("title.guide"), () => aside((back) => guideScreen(null, back)), { class: "quiet" }) : null;
  const credits = button("to-credits", say("title.credits"), () => aside(creditsScreen), { class: "quiet" });
  const choice = languages.length > 1 ? h("label", { class: "language" }, h("span", { class: "unseen" }, say("settings.language")),
    h("select", { "data-key": "language", change: (event) => speak(event.target.value) }, languages.map(([code, { name }]) => h("option", { value: code, lang: code, selected: code === language }, name)))) : null;
  document.getElementById("bar").replaceChildren(h("span", { class: "brand" }, say("title.name")), h("nav", { "aria-label": say("web.more") }, [guide, credits].filter(Boolean)), choice ?? "");
}

// In another language, once that is here; one that cannot be had changes nothing.
async function speak(code) {
  const key = document.activeElement?.dataset?.key ?? "";
  wish = code;
  const here = await learn(code).then(() => true, () => false);
  if (wish !== code) return; // another one was chosen meanwhile
  if (here) language = code;
  document.documentElement.lang = language;
  bar();
  if (current) draw("");
  document.querySelector(`#bar [data-key="${key}"]`)?.focus();
}

async function open() {
  const above = document.getElementById("bar");
  new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${above.offsetHeight}px`)).observe(above);
  book = await unpacked(bytesOf(document.getElementById("book").textContent));
  [language] = Object.keys(book.languages);
  await learn(language);
  const wanted = navigator.languages.map((code) => code.split("-")[0]).find((code) => code in book.languages);
  await speak(document.documentElement.dataset.chosen || wanted || language);
  go(book.levels.length === 1 ? introScreen(book.levels[0]) : shelfScreen());
}

for (const kind of ["click", "pointerup"]) {
  addEventListener(kind, (event) => {
    if (performance.now() - stepped >= REST_MS || !event.target.closest?.("main")) return;
    event.stopPropagation();
    event.preventDefault();
  }, true);
}
addEventListener("keydown", (event) => {
  if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault(); // a held key answers once
}, true);
document.addEventListener("DOMContentLoaded", open);

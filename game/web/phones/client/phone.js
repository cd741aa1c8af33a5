// A pupil's page in the workshop: shows what the teacher's computer says, and sends one vote at a time.
// Nothing is stored on the phone but the server's own session cookie, which ends with the lesson.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  circle: "M50 8a42 42 0 1 0 .1 0z", triangle: "M50 8 94 88H6z", square: "M12 12h76v76H12z",
  star: "M50 4 61 38H97L68 59 79 94 50 73 21 94 32 59 3 38H39z", diamond: "M50 4 92 50 50 96 8 50z",
  hexagon: "M50 4 90 27V73L50 96 10 73V27z",
};
const ANSWERS = ["real", "fake", "unsure"];
const WAIT_MS = 8000; // longer than the server holds a question
const GONE_MS = 1500; // what is mended sooner is no news

let state = null; // what was said last
let pending = null; // a vote that is under way: {vote, says, nth}
let missed = ""; // the vote that mine came too late for
let failures = 0;
let lostSince = 0;
let asking = null; // the AbortController of the question under way
let wakeUp = () => {};
let over = false;

const say = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const show = (id, shown) => { $(id).hidden = !shown; };
const put = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; };
const make = (name, attributes = {}, ...children) => {
  const element = name in { path: 1, svg: 1, ellipse: 1, rect: 1, polygon: 1, circle: 1 } ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const signOf = (shape) => make("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" }, make("path", { d: SHAPES[shape], fill: "currentColor" }));

// --- the connection

async function ask(path, options = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), WAIT_MS);
  if (path.startsWith("/state")) asking = control;
  try {
    return await fetch(path, { cache: "no-store", credentials: "same-origin", signal: control.signal, ...options });
  } finally {
    clearTimeout(timer);
  }
}

const send = (path, data) => ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(data) });
const pause = (milliseconds) => new Promise((resolve) => { wakeUp = resolve; setTimeout(resolve, milliseconds); });

function heard() {
  failures = 0;
  lostSince = 0;
  show("gone", false);
}

function unheard() {
  failures += 1;
  lostSince ||= Date.now();
  if (!navigator.onLine || Date.now() - lostSince > GONE_MS || failures > 3) {
    put("gone", say(pending ? "gone.pending" : "gone"));
    show("gone", true);
  }
}

async function listen() {
  while (!over) {
    let told = null;
    try {
      const answer = await ask(`/state?since=${state && !failures ? state.version : ""}`);
      if (answer.ok) told = await answer.json();
      else if (answer.status === 401) told = "unknown";
    } catch { /* told below */ }
    if (told === null) {
      unheard();
      await pause(Math.min(1000, 150 * 2 ** failures));
      continue;
    }
    heard();
    if (told === "unknown") {
      state = null;
      await enter();
    } else if (!state || told.version !== state.version) {
      state = told;
      draw();
    }
  }
}

function hurry() {
  if (document.visibilityState === "hidden") return;
  if (failures || !navigator.onLine) wakeUp();
  else if (asking) asking.abort();
}

addEventListener("online", () => { failures = Math.max(failures, 1); wakeUp(); });
addEventListener("offline", () => { failures = 4; unheard(); if (asking) asking.abort(); });
addEventListener("pageshow", (event) => { if (event.persisted) hurry(); });
document.addEventListener("visibilitychange", hurry);

// --- coming in

let entered = null; // resolves once the phone is in

async function enter() {
  const code = /^\/([A-Za-z]{4})$/.exec(location.pathname)?.[1] ?? "";
  for (const id of ["figure", "answers", "evidence", "why", "teams", "who"]) show(id, false);
  for (const id of ["title", "text", "said", "count"]) put(id, "");
  put("where", say("title"));
  put("foot", say("keeps"));
  if (code && await join(code, "")) return;
  if ($("teams").hidden) showForm(code);
  await new Promise((resolve) => { entered = resolve; });
}

function showForm(code) {
  put("join-title", say("join"));
  put("code-label", say("join.code"));
  put("enter", say("join.enter"));
  show("join", true);
  if (!$("code").value) $("code").value = code;
}

async function join(code, team) {
  let answer;
  try {
    answer = await send("/join", { code, team });
  } catch {
    unheard();
    showForm(code);
    put("join-about", say("gone"));
    return false;
  }
  heard();
  if (answer.ok) {
    show("join", false);
    show("teams", false);
    if (entered) entered();
    entered = null;
    return true;
  }
  const refused = answer.status === 429 ? { refused: "often" } : await answer.json().catch(() => ({}));
  if (refused.refused === "team") chooseTeam(code, refused.teams);
  else {
    showForm(code);
    put("join-about", say(`refused.${refused.refused ?? "unknown"}`));
    $("code").select();
  }
  return false;
}

function chooseTeam(code, teams) {
  show("join", false);
  put("teams-title", say("teams"));
  $("team-list").replaceChildren(...teams.map((sign) => {
    const button = make("button", { class: "team", type: "button" }, signOf(sign), say(`team.${sign}`));
    button.addEventListener("click", () => join(code, sign));
    return button;
  }));
  show("teams", true);
}

$("join").addEventListener("submit", (event) => {
  event.preventDefault();
  join($("code").value.trim().toUpperCase(), "");
});

// --- the vote

async function vote(says) {
  const { shown, own } = state;
  if (!shown.vote) return;
  const nth = Math.max(own.nth ?? 0, pending?.vote === shown.vote ? pending.nth : 0) + 1;
  const mine = pending = { vote: shown.vote, says, nth };
  draw();
  for (let tries = 0; pending === mine; tries += 1) {
    try {
      const answer = await send("/vote", mine);
      if (answer.ok || answer.status === 409 || answer.status === 401 || answer.status === 410) {
        heard();
        if (answer.ok && state?.shown.vote === mine.vote) Object.assign(state.own, { says, nth });
        if (answer.status === 409) missed = mine.vote;
        if (pending === mine) pending = null;
        draw();
        return;
      }
    } catch { /* tried again below */ }
    unheard();
    await new Promise((resolve) => { setTimeout(resolve, Math.min(1000, 100 * 2 ** tries)); });
  }
}

for (const says of ANSWERS) {
    const sign = make("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" });
  if (says === "real") sign.append(make("path", { d: SHAPES.circle, fill: "currentColor" }));
  else sign.append(make("circle", { cx: 50, cy: 50, r: 40, fill: "none", stroke: "currentColor", "stroke-width": 10 }));
  if (says === "fake") sign.append(make("path", { d: "M30 78 78 30M20 62 62 20M46 84 84 46", stroke: "currentColor", "stroke-width": 9 }));
  if (says === "unsure") sign.append(make("path", { d: "M38 40a13 13 0 1 1 18 12q-6 3-6 10M50 72v4", fill: "none", stroke: "currentColor", "stroke-width": 9 }));
  const button = make("button", { class: `answer ${says}`, type: "button", id: `answer-${says}`, "aria-pressed": "false" }, sign, make("span", {}, say(`answer.${says}`)), make("small"));
  button.addEventListener("click", () => vote(says));
  $("answers").append(button);
}

function drawAnswers(open) {
  const mine = pending && pending.vote === state.shown.vote ? pending.says : state.own?.says;
  for (const says of ANSWERS) {
    const button = $(`answer-${says}`);
    button.disabled = !open;
    button.setAttribute("aria-pressed", String(mine === says));
    button.querySelector("small").textContent = mine !== says || !open ? "" : say(pending ? "sending" : "sent");
  }
}

// --- what is shown

let drawn = ""; // step and picture: a new one begins at the top

function draw() {
  if (!state) return;
  const { shown, own } = state;
  const step = shown.step;
  show("join", false);
  show("teams", false);
  show("who", Boolean(own));
  if (own) {
    const [shape, number] = own.who.split("-");
    if ($("number").textContent !== number) {
      $("sign").replaceChildren(make("path", { d: SHAPES[shape] }));
      put("number", number);
    }
  }
  put("where", shown.place ? say("where", { place: shown.place, of: shown.of }) : say("title"));
  const open = step === "vote" && Boolean(shown.vote);
  show("answers", step === "vote");
  const key = `${step} ${shown.ballot ?? ""}`.trim().replace(" ", ".");
  put("title", step === "reveal" ? say(`reveal.${shown.revealed.truth}`) : say(`step.${key}`));
  put("text", step === "reveal" ? shown.revealed.why : step === "vote" ? "" : say(`text.${key}`));
  put("said", saidOf(step, shown, own));
  drawAnswers(open);
  drawPicture(shown);
  drawEvidence(shown);
  put("count", step === "vote" ? say("count", { n: state.voted, of: state.seen }) : step === "reveal" ? shown.revealed.credit : "");
  put("foot", step === "over" ? "" : say("keeps"));
  const now = `${step} ${shown.place} ${shown.ballot ?? ""}`;
  if (drawn && drawn !== now) {
    scrollTo(0, 0);
    $("title").focus({ preventScroll: true });
  }
  drawn = now;
  if (step === "over") over = true;
}

function saidOf(step, shown, own) {
  if (!own) return "";
  if (step === "reveal" && own.says) {
    const right = shown.revealed.right.includes(own.says);
    return say(right ? "said.right" : "said.other", { answer: say(`answer.${own.says}`) });
  }
  if (missed && missed !== shown.vote && (step === "talk" || step === "reveal") && !own.says) return say("missed");
  if (step === "vote" && shown.ballot === "second" && own.first) return say("said.first", { answer: say(`answer.${own.first}`) });
  return "";
}

function drawPicture(shown) {
  const picture = shown.picture;
  show("figure", Boolean(picture));
  if (!picture) return;
  const url = `/picture/${picture.key}`;
  const image = $("picture");
  if (image.dataset.url !== url) {
    image.dataset.url = url;
    image.src = url;
    image.alt = picture.alt;
    setView(1, 0, 0);
  }
  const [width, height] = picture.size;
  const frame = $("frame");
  frame.style.aspectRatio = `${width} / ${height}`;
  frame.style.width = `min(100%, calc(${matchMedia("(orientation: landscape)").matches ? 66 : 46}vh * ${width / height}))`;
  put("closer", say(view.scale > 1 ? "closer.whole" : picture.moves ? "closer.moves" : "closer"));
}

$("picture").addEventListener("error", () => {
  const image = $("picture");
  setTimeout(() => { if (state?.shown.picture) image.src = `${image.dataset.url}?${Date.now()}`; }, 700);
});

function drawEvidence(shown) {
  const list = $("evidence");
  const told = shown.revealed;
  show("evidence", Boolean(told?.evidence.length));
  show("why", Boolean(told?.truth === "real" && told.evidence.length));
  put("why", say("reveal.right"));
  const name = told ? JSON.stringify(told.evidence) : "";
  if (list.dataset.of === name) return;
  list.dataset.of = name;
  list.replaceChildren();
  $("rings").replaceChildren();
  if (!told) return;
  $("rings").setAttribute("viewBox", `0 0 ${shown.size[0]} ${shown.size[1]}`);
  $("rings").setAttribute("preserveAspectRatio", "none");
  told.evidence.forEach((item, number) => {
    for (const kind of ["under", `over ${told.truth}`]) {
      const ring = outline(item);
      if (!ring) continue;
      ring.setAttribute("class", kind);
      ring.dataset.number = number;
      $("rings").append(ring);
    }
    const button = make("button", { type: "button", "aria-pressed": "false" }, ...(item.name ? [make("b", {}, item.name)] : []), item.note);
    button.addEventListener("click", () => lookAt(item, number, button, shown.size));
    list.append(make("li", {}, button));
  });
}

function outline({ shape, outline: at = [] }) {
  if (shape === "box") return make("rect", { x: at[0], y: at[1], width: at[2], height: at[3] });
  if (shape === "ellipse") return make("ellipse", { cx: at[0], cy: at[1], rx: at[2], ry: at[3] });
  if (shape === "polygon") return make("polygon", { points: at.join(" ") });
  return null;
}

function lookAt(item, number, button, size) {
  const chosen = button.getAttribute("aria-pressed") !== "true";
  for (const other of $("evidence").querySelectorAll("button")) other.setAttribute("aria-pressed", String(chosen && other === button));
  for (const ring of $("rings").children) ring.classList.toggle("quieter", chosen && Number(ring.dataset.number) !== number);
  const ring = chosen && [...$("rings").children].find((one) => Number(one.dataset.number) === number);
  $("moved").classList.add("travels");
  if (!ring) setView(1, 0, 0);
  else {
    const box = ring.getBBox();
    const scale = Math.min(4, Math.max(1, 0.5 * Math.min(size[0] / box.width, size[1] / box.height)));
    const frame = $("frame").getBoundingClientRect();
    setView(scale, frame.width / 2 - (box.x + box.width / 2) / size[0] * frame.width * scale, frame.height / 2 - (box.y + box.height / 2) / size[1] * frame.height * scale);
    $("figure").scrollIntoView({ block: "nearest" });
  }
}

// --- looking closer: two fingers, a double tap, the wheel, keys or the button

const MOST = 6;
const view = { scale: 1, x: 0, y: 0 };
const fingers = new Map();

function setView(scale, x, y) {
  const frame = $("frame").getBoundingClientRect();
  view.scale = Math.min(MOST, Math.max(1, scale));
  view.x = Math.min(0, Math.max(frame.width * (1 - view.scale), x));
  view.y = Math.min(0, Math.max(frame.height * (1 - view.scale), y));
  $("moved").style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  $("rings").style.setProperty("--zoom", view.scale); // a ring stays as thin as it was
  $("frame").style.touchAction = view.scale > 1 ? "none" : "pan-y";
  if (state?.shown.picture) put("closer", say(view.scale > 1 ? "closer.whole" : state.shown.picture.moves ? "closer.moves" : "closer"));
}

function zoom(factor, x, y) {
  const frame = $("frame").getBoundingClientRect();
  const [atX, atY] = [(x ?? frame.left + frame.width / 2) - frame.left, (y ?? frame.top + frame.height / 2) - frame.top];
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  setView(scale, atX - (atX - view.x) * scale / view.scale, atY - (atY - view.y) * scale / view.scale);
}

const spread = () => {
  const [a, b] = [...fingers.values()];
  return { far: Math.hypot(a.x - b.x, a.y - b.y) || 1, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
};

let tapped = 0;
$("frame").addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  $("moved").classList.remove("travels");
  if (fingers.size === 1) {
    if (event.timeStamp - tapped < 300) zoom(view.scale > 1 ? 0 : 2.5, event.clientX, event.clientY);
    tapped = event.timeStamp;
  }
  if (view.scale > 1 || fingers.size > 1) $("frame").setPointerCapture(event.pointerId);
});
$("frame").addEventListener("pointermove", (event) => {
  const finger = fingers.get(event.pointerId);
  if (!finger) return;
  const before = fingers.size > 1 ? spread() : null;
  const moved = { x: event.clientX - finger.x, y: event.clientY - finger.y };
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (before) {
    const after = spread();
    zoom(after.far / before.far, after.x, after.y);
    setView(view.scale, view.x + after.x - before.x, view.y + after.y - before.y);
  } else if (view.scale > 1) setView(view.scale, view.x + moved.x, view.y + moved.y);
});
for (const name of ["pointerup", "pointercancel", "pointerleave"]) $("frame").addEventListener(name, (event) => fingers.delete(event.pointerId));
for (const name of ["touchstart", "touchmove"]) $("frame").addEventListener(name, (event) => { if (event.touches.length > 1) event.preventDefault(); }, { passive: false });
$("frame").addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX, event.clientY);
}, { passive: false });
$("frame").addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
  if (event.key === "+" || event.key === "=") zoom(1.4);
  else if (event.key === "-") zoom(1 / 1.4);
  else if (step && view.scale > 1) setView(view.scale, view.x + step[0], view.y + step[1]);
  else return;
  event.preventDefault();
});
$("closer").addEventListener("click", () => {
  $("moved").classList.add("travels");
  zoom(view.scale > 1 ? 0 : 2.5);
});
addEventListener("resize", () => { if (state) drawPicture(state.shown); setView(1, 0, 0); });

listen();

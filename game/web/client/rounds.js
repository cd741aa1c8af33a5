// What each form of round asks, beside its pictures. Each function gives the parts of the column; `state` is what was
// said so far, and `answer(said)` ends the round.

function roundScreen(play) {
  const place = play.answers.length, round = play.rounds[place];
  const shown = round.form === "case" ? [round.picture].filter(Boolean) : round.form === "order" ? [] : round.pictures;
  const state = { since: performance.now(), says: [], marks: [], order: [], opened: [], ratings: [], leaf: 0 };
  state.views = round.form === "read" ? [] : shown.map((id) => new View(id));
  const answer = (said) => answered(play, { ...said, milliseconds: Math.round(performance.now() - state.since) }, state.views);
  const next = play.rounds[place + 1];
  if (next) (next.pictures ?? []).forEach(ready);
  return () => {
    state.views.forEach((view) => view.translate());
    const column = ASKED[round.form]({ play, place, round, state, answer });
    const post = round.form === "case" ? postCard(round, state.views) : null;
    const around = { tools: round.form === "mark" ? [crosshairHint()] : [], below: (at) => state.flips?.[at] };
    const pictures = round.form === "read" ? leaf(round, state) : state.views.length && !post ? wall(state.views, around) : post;
    return h("section", { class: `round round-${round.form} ${pictures ? "" : "alone"}` }, pictures, h("div", { class: "column" }, progress(play, place), column));
  };
}

const ASKED = { judge: askVerdict, mark: askMarks, rate: askImpressions, read: tellCard, order: askOrder, choose: askChoice, case: askCase };

const heading = (text) => h("h1", { tabindex: -1 }, text);

function progress(play, place, passed = false) {
  const dots = play.rounds.map((_, at) => {
    const verdict = play.verdicts[at];
    const done = verdict && at < place + (passed ? 1 : 0);
    return h("li", { class: done ? "done" : at === place ? "here" : "" }, done && play.rounds[at].form !== "read" && !play.level.test ? sign(signOf(verdict)) : null);
  });
  return h("div", { class: "progress" }, h("p", {}, say("round.counter", { place: place + 1, rounds: play.rounds.length })), h("ol", { class: "dots", "aria-hidden": "true" }, dots));
}

// --- verdicts

function askVerdict({ round, state, answer }) {
  if (round.ask === "pick") return askPick({ round, state, answer });
  return verdictParts(state, say("verdict.question"), (says, confidence) => answer({ says: [says], confidence }));
}

function verdictParts(state, question, done) {
  const choose = (says) => {
    state.chosen = says;
    if (says === "unsure") done("unsure", null);
    else step();
  };
  const answers = ["real", "fake", "unsure"].map((says) =>
    button(`says-${says}`, [sign(says), h("span", {}, h("b", {}, say(`answer.${says}`)), h("small", {}, say(`answer.${says}.note`)))], () => choose(says), { class: `answer ${says}` }));
  if (!state.chosen) return [heading(question), h("div", { class: "answers" }, answers)];
  return sureParts(say(`answer.${state.chosen}`), state.chosen, () => { state.chosen = null; step(); }, (confidence) => done(state.chosen, confidence));
}

// How sure: four steps, and a way back.
function sureParts(text, look, back, done) {
  const steps = CONFIDENCE.map((_, at) =>
    button(`sure-${at}`, [h("b", {}, say(`sure.${at}`)), h("small", {}, say(`sure.${at}.note`))], () => done(at), { class: "sure" }));
  return [
    h("div", { class: "chosen" }, SIGNS[look] === "" ? sign(look) : null, h("b", {}, text), button("change", say("sure.change"), back, { class: "quiet" })),
    heading(say("sure.question")),
    h("div", { class: "sures" }, steps),
  ];
}

function askPick({ round, state, answer }) {
  const count = round.pictures.length, fakes = state.says.filter((says) => says === "fake").length;
  if (!state.says.length) state.says = round.pictures.map(() => "real");
  const set = (says) => { state.says = says; refresh(); };
  const flip = (at) => set(state.says.map((says, place) => (place === at ? (says === "fake" ? "real" : "fake") : says)));
  state.flips = state.views.map((view, at) => {
    const fake = state.says[at] === "fake";
    view.element.classList.toggle("picked", fake);
    view.tapped = state.sure ? null : () => flip(at);
    const about = { class: "mark", "aria-pressed": fake, "aria-label": `${at + 1}: ${say("answer.fake")}`, disabled: state.sure };
    return button(`pick-${at}`, [sign("fake"), say("answer.fake")], () => flip(at), about);
  });
  const key = fakes === 0 ? "none" : fakes === count ? "all" : "some", chosen = say(`pick.says.${key}`, { n: fakes });
  if (state.sure) return sureParts(chosen, "", () => { state.sure = false; step(); }, (confidence) => answer({ says: state.says, confidence }));
  const all = count > 1 ? [
    button("none", say("pick.none"), () => set(round.pictures.map(() => "real"))),
    button("all", say("pick.all"), () => set(round.pictures.map(() => "fake"))),
  ] : [];
  return [
    heading(say("pick.question", { n: count })),
    h("div", { class: "pair" }, all),
    button("done", say("pick.done", { chosen }), () => { state.sure = true; step(); }, { class: "primary" }),
  ];
}

// --- impressions, then a verdict

function askImpressions({ play, place, round, state, answer }) {
  const order = shuffled(play.seed, place, round.qualities.length), at = state.ratings.length;
  const back = at && !state.chosen ? button("take-back", say("rate.take-back"), () => { state.ratings.pop(); step(); }, { class: "small" }) : null;
  if (at >= order.length) {
    const parts = verdictParts(state, say("rate.verdict"), (says, confidence) => {
      const ratings = round.qualities.map((_, number) => state.ratings[order.indexOf(number)]);
      answer({ says: [says], confidence, ratings, order });
    });
    return [...parts, back];
  }
  const quality = round.qualities[order[at]];
  const steps = [1, 2, 3, 4, 5, 6, 7].map((rating) =>
    button(`rating-${rating}`, String(rating), () => { state.ratings.push(rating); step(); }, { class: "rating" }));
  return [
    h("p", { class: "quiet-text" }, say("rate.counter", { place: at + 1, all: order.length })),
    heading(say(`quality.${quality}.question`)),
    h("div", { class: "ratings", role: "group", "aria-label": say(`quality.${quality}.question`) }, steps),
    h("p", { class: "ends" }, h("span", {}, `1: ${say(`quality.${quality}.low`)}`), h("span", {}, `7: ${say(`quality.${quality}.high`)}`)),
    h("p", { class: "quiet-text" }, say("rate.hint")),
    back,
  ];
}

// --- marks

function askMarks({ round, state, answer }) {
  const view = state.views[0], [width, height] = view.picture.size, most = round.most;
  state.cross ??= [width / 2, height / 2];
  const mark = (point) => {
    if (state.marks.length >= most) return announce(say("point.full"));
    state.marks.push(point);
    refresh();
    announce(say("web.marked", { n: state.marks.length }));
  };
  const undo = () => { state.marks.pop(); refresh(); };
  view.tapped = mark;
  view.draws = (overlay, grain) => {
    state.marks.forEach((point) => overlay.append(markAt(point, grain)));
    if (document.activeElement === view.element) overlay.append(crossAt(state.cross, grain));
  };
  if (!state.listens) {
    state.listens = true;
    dress(view.element, { tabindex: 0, role: "application", "aria-describedby": "cross-hint", "data-key": "picture" });
    view.element.addEventListener("focus", () => view.redraw());
    view.element.addEventListener("blur", () => view.redraw());
    view.element.addEventListener("keydown", (event) => {
      if (event.target !== view.element) return;
      const far = (event.shiftKey ? 0.005 : 0.03) * width;
      const way = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] }[event.key];
      if (way) {
        state.cross = [Math.min(width, Math.max(0, state.cross[0] + way[0])), Math.min(height, Math.max(0, state.cross[1] + way[1]))];
        view.redraw();
        announce(say("web.cross", { x: Math.round((100 * state.cross[0]) / width), y: Math.round((100 * state.cross[1]) / height) }));
      } else if (event.key === "Enter" || event.key === " ") view.marks([...state.cross]);
      else if (event.key === "Backspace") view.takesBack();
      else return;
      event.preventDefault();
    });
  }
  view.marks = mark;
  view.takesBack = undo;
  view.element.setAttribute("aria-label", say("web.mark-picture"));
  view.redraw();
  const left = most - state.marks.length;
  return [
    heading(say("point.question")),
    h("p", {}, left ? say("point.hint", { n: left }) : say("point.full")),
    state.marks.length ? button("undo", say("point.undo"), undo) : null,
    state.marks.length
      ? button("done", say("point.done"), () => answer({ marks: state.marks }), { class: "primary" })
      : button("nothing", say("point.nothing"), () => answer({ marks: [] })),
  ];
}

const crosshairHint = () => h("p", { id: "cross-hint", class: "quiet-text keys-only" }, say("web.cross-hint"));

function markAt([x, y], grain) {
  const radius = 13 * grain;
  const ring = (width, name) => drawing("circle", { cx: x, cy: y, r: radius, "stroke-width": width * grain, class: name });
  return drawing("g", {}, ring(7, "under"), ring(3.5, "mine"), drawing("circle", { cx: x, cy: y, r: 2.5 * grain, class: "mine-dot" }));
}

function crossAt([x, y], grain) {
  const far = 22 * grain, d = `M${x - far} ${y}h${2 * far}M${x} ${y - far}v${2 * far}`;
  return drawing("g", {}, drawing("path", { d, class: "under", "stroke-width": 6 * grain }), drawing("path", { d, class: "ring", "stroke-width": 2.5 * grain }));
}

// --- knowledge

function tellCard({ round, state, answer, play, place }) {
  const last = state.leaf >= round.pictures.length - 1;
  return [
    heading(of(round.title)),
    h("div", { class: "prose" }, paragraphs(of(round.text))),
    button("onward", say("card.onward"), () => answer({}), { class: last ? "primary" : "" }),
  ];
}

const paragraphs = (text) => text.split("\n").filter(Boolean).map((line) => h("p", {}, line));

// The picture of a card, or one of its series with what it shows.
function leaf(round, state) {
  if (!round.pictures.length) return null;
  if (state.views[0]?.leaf !== state.leaf) {
    state.views = [new View(round.pictures[state.leaf])];
    state.views[0].leaf = state.leaf;
    if (state.leaf + 1 < round.pictures.length) ready(round.pictures[state.leaf + 1]);
  }
  const count = round.pictures.length, caption = of(round.captions[state.leaf]);
  const turn = (by) => () => { state.leaf = (state.leaf + by + count) % count; refresh(); announce(of(round.captions[state.leaf])); };
  const leaves = count > 1 ? h("div", { class: "leaves" },
    button("earlier", sign("left", say("web.earlier")), turn(-1), { class: "small" }),
    h("p", {}, h("span", { class: "quiet-text" }, say("reveal.counter", { place: state.leaf + 1, all: count })), caption),
    button("later", sign("right", say("web.later")), turn(1), { class: "small" })) : null;
  return wall(state.views, { tools: [leaves] });
}

function askOrder({ play, place, round, state, answer }) {
  const shown = shuffled(play.seed, place, round.steps.length), full = state.order.length === round.steps.length;
  const touch = (number) => {
    state.order = state.order.includes(number) ? state.order.filter((other) => other !== number) : [...state.order, number];
    refresh();
  };
  const steps = shown.map((number) => stepTile(round.steps[number], state.order.indexOf(number) + 1, `step-${number}`, () => touch(number)));
  return [
    heading(of(round.question)),
    h("p", {}, say("order.hint")),
    h("div", { class: "steps" }, steps),
    state.order.length && !full ? button("undo", say("order.undo"), () => { state.order = state.order.slice(0, -1); refresh(); }) : null,
    full ? button("done", say("order.done"), () => answer({ order: state.order }), { class: "primary" }) : null,
  ];
}

function stepTile(item, number, key, press) {
  const picture = item.picture ? thumb(item.picture) : null;
  const inside = [picture, h("span", { class: "number" }, number || ""), h("span", { class: "step-text" }, of(item.text))];
  if (!press) return h("li", { class: "step" }, inside);
  return button(key, inside, press, { class: "step", "aria-pressed": number > 0, "aria-label": `${of(item.text)}${number ? `: ${number}` : ""}` });
}

// A picture by itself, small.
const thumb = (id, label = of(book.pictures[id].alt)) => book.pictures[id].clip ? clipThumb(id, label) : h("img", { class: "thumb", src: urlOf(id), alt: label, loading: "lazy" });

function clipThumb(id, label) {
  const [width, height] = book.pictures[id].size, canvas = h("canvas", { class: "thumb", width, height, role: "img", "aria-label": label });
  clipOf(id).then(async (clip) => canvas.getContext("2d").drawImage(await clip.image(0), 0, 0), () => null);
  return canvas;
}

function askChoice({ play, place, round, answer }) {
  const shown = shuffled(play.seed, place, round.choices.length);
  return [
    heading(of(round.question)),
    h("div", { class: "choices" }, shown.map((number) => button(`choice-${number}`, of(round.choices[number].text), () => answer({ choice: number }), { class: "choice" }))),
  ];
}

// --- cases

const CLAIMS = ["true", "altered", "synthetic", "false-context", "cannot-know"];

// Of a call there is no picture: answers that name one are said of a voice.
function sayClaim(claim, post) {
  return say(post.via === "call" && ["altered", "false-context"].includes(claim) ? `case.claim.${claim}.call` : `case.claim.${claim}`);
}

function postCard(round, views) {
  const { post } = round;
  return h("div", { class: "picture-side" }, h("article", { class: `post post-${post.via}` },
    h("p", { class: "account" }, h("b", {}, of(post.account)), h("small", {}, `${of(post.date)} · ${say("case.invented")}`)),
    h("p", { class: "post-text" }, of(post.text)),
    views.length ? wall(views).firstChild : null));
}

function askCase({ round, state, answer }) {
  if (state.claim) {
    const back = () => { state.claim = null; step(); };
    return sureParts(sayClaim(state.claim, round.post), "", back, (confidence) => answer({ claim: state.claim, confidence, opened: state.opened }));
  }
  const open = (at) => {
    if (!state.opened.includes(at)) state.opened.push(at);
    state.unfolded = state.unfolded === at ? null : at;
    refresh();
  };
  const leads = round.leads.map((lead, at) => {
    const unfolded = state.unfolded === at, opened = state.opened.includes(at);
    return h("div", { class: `lead ${unfolded ? "open" : ""}` },
      button(`lead-${at}`, [h("b", {}, say(`case.lead.${lead.kind}`)), h("small", {}, opened ? say("case.opened") : say(`case.lead.${lead.kind}.note`))], () => open(at), { "aria-expanded": unfolded, class: "lead-name" }),
      unfolded ? h("div", { class: "found" }, paragraphs(of(lead.found)), lead.picture ? thumb(lead.picture) : null) : null);
  });
  const claims = CLAIMS.map((claim) => button(`claim-${claim}`, sayClaim(claim, round.post), () => { state.claim = claim; step(); }, { class: "claim" }));
  return [
    heading(say("case.question")),
    h("p", {}, say("case.claims", { claim: of(round.claim) })),
    h("p", { class: "quiet-text" }, say("case.hint")),
    h("div", { class: "leads" }, leads),
    h("h2", {}, say("case.answer")),
    h("div", { class: "claims" }, claims),
  ];
}

// The answer, and why, drawn on the picture: the surround dims, a light travels to each tell, a ring draws itself.

const TRAVEL_MS = 450, RING_MS = 300, SMALL = 0.12, NEARER = 3;

// What a screen after an answer shows; `back` where it is looked at again from the summary.
function revealScreen(play, place, views, back = null) {
  const round = play.rounds[place], verdict = play.verdicts[place];
  const onward = () => button("onward", say(back ? "reveal.back" : "reveal.next"), back ?? (() => forward(play)), { class: "primary" });
  if (round.form === "order" || round.form === "choose") return () => lessonReveal(play, place, views, onward);
  if (round.form === "case") return () => caseReveal(play, place, views, onward);
  const shown = new Reveal(play, place, views, verdict);
  return () => shown.element(onward);
}

class Reveal {
  constructor(play, place, views, verdict) {
    Object.assign(this, { play, place, views, verdict, round: play.rounds[place], said: play.answers[place] });
    this.stops = views.flatMap((view, number) => {
      const { picture } = view, told = picture.evidence.map((item) => ({ number, item }));
      return told.length && (picture.fake || !of(picture.odd)) ? told : [...told, { number, item: null }];
    });
    this.at = 0;
    this.all = false;
    this.wiped = null;
    views.forEach((view) => {
      view.tapped = null;
      view.element.classList.remove("picked");
      ["tabindex", "role", "aria-describedby", "aria-label", "data-key"].forEach((name) => view.element.removeAttribute(name));
      view.draws = (overlay, grain, frame) => this.draw(view, overlay, grain, frame);
    });
    this.light(null);
  }

  get stop() { return this.stops[this.at]; }

  // --- the light

  // Begin to show a stop; the light comes from where it was.
  light(from) {
    cancelAnimationFrame(this.turning);
    this.from = from;
    this.began = still() ? -Infinity : performance.now();
    this.turn();
  }

  turn() {
    this.views.forEach((view) => view.redraw());
    if (performance.now() - this.began < TRAVEL_MS + RING_MS) this.turning = requestAnimationFrame(() => this.turn());
  }

  draw(view, overlay, grain, frame) {
    if (this.wiped !== null) return;
    const number = this.views.indexOf(view), [width, height] = view.picture.size;
    const told = this.all ? this.stops.filter((stop) => stop.item) : this.stop?.item ? [this.stop] : [];
    const passed = performance.now() - this.began, travelled = Math.min(1, passed / TRAVEL_MS), ringed = Math.min(1, Math.max(0, (passed - TRAVEL_MS) / RING_MS));
    const mine = told.filter((stop) => stop.number === number && stop.item.seen);
    if (told.some((stop) => stop.item.seen) && !this.all) {
      const region = mine.length ? regionAt(mine[0].item, frame) : null;
      overlay.append(drawing("path", { d: `M0 0h${width}v${height}h${-width}z${this.hole(region, travelled, view)}`, "fill-rule": "evenodd", class: "dim" }));
    }
    const colour = view.picture.fake ? "ring" : "ring ring-real";
    mine.forEach((stop) => {
      const region = regionAt(stop.item, frame);
      overlay.append(outline(region, grain, colour, this.all ? 1 : ringed));
      if (!this.all && ringed === 1) this.bringNear(view, overlay, grain, region);
    });
    if (view.picture.outlines.length && view.picture.fake) overlay.append(outline({ outlines: view.picture.outlines }, grain * 0.7, "ring thin", 1));
    if (this.all) this.stops.filter((stop) => stop.item).forEach((stop, at) => {
      if (stop.number === number && stop.item.seen) overlay.append(badge(at + 1, regionAt(stop.item, frame), view.picture.size, grain, colour));
    });
    (this.said.marks ?? []).forEach((point) => overlay.append(markAt(point, grain)));
  }

  // The lit part: on its way an ellipse, then the region itself.
  hole(region, travelled, view) {
    if (!region) return "";
    if (travelled === 1) return pathOf(region);
    const eased = 1 - (1 - travelled) ** 3, to = aroundOf(region), [width, height] = view.picture.size;
    const from = this.from?.view === view ? this.from.around : [width / 2, height / 2, width / 2, height / 2];
    return ellipsePath(to.map((value, at) => from[at] + (value - from[at]) * eased));
  }

  // A small tell beside its ring, three times as large.
  bringNear(view, overlay, grain, region) {
    const [width, height] = view.picture.size, [x, y, radiusX, radiusY] = aroundOf(region);
    if (view.picture.clip || Math.max(radiusX, radiusY) * 2 > SMALL * width || view.scale > 1) return;
    const side = Math.min(width, height) * 0.36, part = side / NEARER;
    const left = x < width / 2 ? width - side - width * 0.02 : width * 0.02, top = y < height / 2 ? height - side - height * 0.02 : height * 0.02;
    const from = [Math.min(width - part, Math.max(0, x - part / 2)), Math.min(height - part, Math.max(0, y - part / 2))];
    const edge = [left + (x < width / 2 ? 0 : side), top + side / 2];
    overlay.append(
      drawing("path", { d: `M${x + (x < width / 2 ? radiusX : -radiusX)} ${y}L${edge[0]} ${edge[1]}`, class: "leader", "stroke-width": 2 * grain }),
      drawing("svg", { x: left, y: top, width: side, height: side, viewBox: `${from[0]} ${from[1]} ${part} ${part}` }, drawing("image", { href: urlOf(view.id), width, height })),
      drawing("rect", { x: left, y: top, width: side, height: side, rx: 6 * grain, class: "under", "stroke-width": 7 * grain }),
      drawing("rect", { x: left, y: top, width: side, height: side, rx: 6 * grain, class: view.picture.fake ? "ring" : "ring ring-real", "stroke-width": 3.5 * grain }),
    );
  }

  // --- the column

  element(onward) {
    const { play, place, round } = this;
    const column = h("div", { class: "column" }, progress(play, place, true), this.headline(), this.impressions(), this.card(), this.tools(), onward(), this.credit());
    this.views.forEach((view) => view.translate());
    return h("section", { class: `round reveal round-${round.form}` }, wall(this.views, { below: (at) => this.tag(at) }), column);
  }

  headline() {
    const { judgements = [], evidence, found } = this.verdict;
    const [text, small] = evidence !== undefined ? this.markedLine(evidence, found) : judgements.length > 1
      ? [say("reveal.pick", { right: judgements.filter((item) => item.right).length, all: judgements.length }), this.pointsLine(judgements)]
      : [singleLine(judgements[0]), this.pointsLine(judgements)];
    return h("div", { class: "headline" }, sign(signOf(this.verdict), say(`web.sign.${signOf(this.verdict)}`)), heading(text), h("p", { class: "points" }, small));
  }

  markedLine(evidence, found) {
    const count = found.filter(Boolean).length;
    const text = !found.length ? say("reveal.point.nothing") : say(count ? "reveal.point" : "reveal.point.none", { n: count, all: found.length });
    return [text, say("reveal.evidence", { points: evidence })];
  }

  pointsLine(judgements) {
    const mean = judgements.reduce((sum, item) => sum + item.points, 0) / judgements.length;
    return pointsText(rounded(mean), judgements[0].says === "unsure" && judgements.length === 1 ? null : this.said.confidence);
  }

  impressions() {
    const { round, said } = this;
    if (round.form !== "rate") return null;
    return h("details", { class: "impressions" }, h("summary", {}, say("rate.yours")),
      h("ul", {}, round.qualities.map((quality, at) => h("li", {}, h("span", {}, say(`quality.${quality}`)), meter(said.ratings[at])))));
  }

  card() {
    const [title, text, why] = this.words(), real = !this.all && this.wiped === null && !this.views[this.stop.number].picture.fake;
    const many = this.stops.length > 1 && !this.all && this.wiped === null;
    const steps = many ? h("div", { class: "steps-row" },
      button("previous", sign("left", say("web.earlier")), () => this.go(-1), { class: "small" }),
      h("p", {}, say("reveal.counter", { place: this.at + 1, all: this.stops.length })),
      button("next", sign("right", say("web.later")), () => this.go(1), { class: "small" })) : null;
    const wipe = this.wiped === null ? null : h("label", { class: "wipe-label" }, say("reveal.before"),
      h("input", { type: "range", min: 0, max: 100, value: this.wiped, "data-key": "wipe-slider", "aria-label": say("reveal.wipe.title"), input: (event) => this.wipeTo(Number(event.target.value)) }), say("reveal.after"));
    return h("div", { class: "card" }, h("h2", { class: real ? "of-real" : "" }, title), paragraphs(text), wipe, why ? h("p", { class: "quiet-text" }, why) : null, steps);
  }

  words() {
    if (this.wiped !== null) return [say("reveal.wipe.title"), say("reveal.wipe.text")];
    if (this.all) {
      const told = this.stops.filter((stop) => stop.item);
      const real = told.every((stop) => !this.views[stop.number].picture.fake);
      return [say(real ? "reveal.right.title" : "reveal.all.title"), told.map((stop, at) => `${at + 1}  ${this.nameOf(stop)[this.views[stop.number].picture.fake ? 0 : 1]}`).join("\n")];
    }
    return this.nameOf(this.stop);
  }

  nameOf({ number, item }) {
    const { picture } = this.views[number], tell = item && book.tells[item.tell];
    if (!item) return picture.fake ? [say("reveal.unmarked.title"), say("reveal.unmarked")] : [say("reveal.real.title"), of(picture.odd) || say("reveal.real.plain")];
    if (!picture.fake && tell?.family !== "source") return [say("reveal.right.title"), of(item.note), tell ? say("reveal.right.why", { tell: of(tell.name) }) : ""];
    return [tell ? of(tell.name) : say("reveal.none-visible"), of(item.note), tell && picture.fake ? of(tell.why) : ""];
  }

  go(by) {
    const view = this.views[this.stop.number];
    const from = this.stop.item ? { view, around: aroundOf(regionAt(this.stop.item, view.frame)) } : null;
    this.at = (this.at + by + this.stops.length) % this.stops.length;
    const { number, item } = this.stop, following = this.views[number];
    if (following.player && item) following.player.stopAt((item.frames.find(([, region]) => JSON.stringify(region) === JSON.stringify(item.region)) ?? item.frames[0] ?? [following.frame])[0]);
    this.light(from);
    refresh();
    const [title, text] = this.words();
    announce(`${title}. ${text}`);
  }

  tools() {
    const told = this.stops.filter((stop) => stop.item).length, view = this.views[0];
    const original = this.views.length === 1 && view.picture.original;
    const tell = this.stop.item && book.tells[this.stop.item.tell] ? this.stop.item.tell : null;
    const tools = [
      told > 1 ? button("all", say("reveal.see-all"), () => { this.all = !this.all; this.endWipe(); this.light(null); refresh(); }, { "aria-pressed": this.all }) : null,
      original ? button("wipe", say("reveal.wipe"), () => { this.wiped === null ? this.beginWipe(original) : this.endWipe(); this.light(null); refresh(); }, { "aria-pressed": this.wiped !== null }) : null,
      tell && this.views[this.stop.number].picture.fake ? button("guide", say("reveal.guide"), () => openGuide(tell)) : null,
    ].filter(Boolean);
    return tools.length ? h("div", { class: "tools" }, tools) : null;
  }

  // --- before and after

  beginWipe(original) {
    const view = this.views[0];
    this.all = false;
    this.before = h("img", { src: urlOf(original), alt: "", class: "before", draggable: "false" });
    this.line = h("div", { class: "wipe-line" });
    view.sheet.append(this.before, this.line);
    const follow = (event) => {
      const [x] = view.pointAt(event.clientX, event.clientY);
      this.wipeTo(Math.min(100, Math.max(0, (100 * x) / view.picture.size[0])));
    };
    view.dragged = follow;
    view.tapped = (_, event) => follow(event);
    view.element.classList.add("wiping");
    this.wipeTo(50);
  }

  wipeTo(share) {
    this.wiped = share;
    this.before.style.clipPath = `inset(0 ${100 - share}% 0 0)`;
    this.line.style.left = `${share}%`;
    const slider = document.querySelector("[data-key=wipe-slider]");
    if (slider) slider.value = share;
  }

  endWipe() {
    if (this.wiped === null) return;
    this.wiped = null;
    this.before.remove();
    this.line.remove();
    Object.assign(this.views[0], { dragged: null, tapped: null });
    this.views[0].element.classList.remove("wiping");
  }

  // --- beside the pictures

  // What one of several pictures is, and whether it was seen.
  tag(at) {
    const truth = this.views[at].picture.fake ? "fake" : "real", mark = this.verdict.judgements?.[at]?.right ? "tick" : "cross";
    return h("p", { class: `tag ${truth}` }, sign(mark, say(`web.sign.${mark}`)), say(`answer.${truth}`));
  }

  credit() {
    return creditLine([this.views[this.stop?.number ?? 0].id]);
  }
}

// Who or which model made a picture, when, and its licence.
function byline({ model, year, credit, licence }) {
  const dated = `${model || of(credit)}${year ? `, ${year}` : ""}`;
  return [dated, model ? of(credit) : "", of(licence)].filter(Boolean).join(" · ");
}

function creditLine(ids) {
  const lines = [...new Set(ids.map((id) => byline(book.pictures[id])))];
  return lines.length ? h("p", { class: "credit" }, lines.join("; ")) : null;
}

function singleLine(item) {
  if (item.nothing) return item.outcome === "unsure" ? say("reveal.unsure.right") : say(`reveal.${item.outcome}.unseen`);
  const key = item.outcome === "unsure" ? `unsure.${item.fake ? "fake" : "real"}` : item.outcome.replace(" ", "-");
  return say(`reveal.${key}`);
}

// Points beside those of a guess, and how sure one was.
function pointsText(points, confidence) {
  const over = points - UNSURE_POINTS, text = over > 0 ? `+${over}` : over < 0 ? `−${-over}` : "0";
  const said = say("web.points", { points: text });
  return confidence === null || confidence === undefined ? said : `${said} · ${say(`sure.${confidence}`)}`;
}

const meter = (rating) => h("span", { class: "meter" }, h("meter", { min: 1, max: 7, value: rating, "aria-hidden": "true" }), String(rating));

// --- shapes

function pathOf(region) {
  if (region.box) {
    const [x, y, width, height] = region.box;
    return `M${x} ${y}h${width}v${height}h${-width}z`;
  }
  if (region.ellipse) return ellipsePath(region.ellipse);
  const loops = region.polygon ? [region.polygon] : region.outlines ?? [];
  return loops.map((corners) => `M${corners.map((corner) => corner.join(" ")).join("L")}z`).join("");
}

const ellipsePath = ([x, y, a, b]) => `M${x - a} ${y}a${a} ${b} 0 1 0 ${2 * a} 0a${a} ${b} 0 1 0 ${-2 * a} 0z`;

// Centre and radii of what a region covers.
function aroundOf(region) {
  if (region.ellipse) return region.ellipse;
  const corners = region.box ? [[region.box[0], region.box[1]], [region.box[0] + region.box[2], region.box[1] + region.box[3]]] : (region.polygon ?? region.outlines.flat());
  const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return [(left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2];
}

// A region's line on a dark under-stroke, drawn so far round.
function outline(region, grain, name, share) {
  const line = (width, kind) => drawing("path", { d: pathOf(region), class: kind, "stroke-width": width * grain, pathLength: 1, "stroke-dasharray": share < 1 ? `${share} 1` : null });
  return drawing("g", { opacity: share > 0 ? 1 : 0 }, line(8, "under"), line(4, name));
}

function badge(number, region, [width, height], grain, name) {
  const [x, y, radiusX, radiusY] = aroundOf(region), radius = 15 * grain;
  const inside = (value, most) => Math.min(most - radius * 1.1, Math.max(radius * 1.1, value));
  const centre = [inside(x + radiusX * 0.75, width), inside(y - radiusY * 0.75, height)];
  const text = drawing("text", { x: centre[0], y: centre[1], "font-size": 19 * grain, class: "badge-text" });
  text.textContent = number;
  return drawing("g", {}, drawing("circle", { cx: centre[0], cy: centre[1], r: radius, class: `badge ${name}`, "stroke-width": 2.5 * grain }), text);
}

// --- knowledge and cases

function lessonReveal(play, place, views, onward) {
  const round = play.rounds[place], verdict = play.verdicts[place], said = play.answers[place], right = verdict.knowledge === 100;
  const count = verdict.found?.filter(Boolean).length;
  const text = right ? say(`lesson.${round.form}.right`) : round.form === "choose" ? say("lesson.choose.wrong") : count ? say("lesson.order.some", { n: count, all: verdict.found.length }) : say("lesson.order.wrong");
  const inside = round.form === "order"
    ? h("ol", { class: "steps" }, round.steps.map((item, at) => {
        const tile = stepTile(item, at + 1);
        tile.append(sign(verdict.found[at] ? "tick" : "cross", say(`web.sign.${verdict.found[at] ? "tick" : "cross"}`)));
        return tile;
      }))
    : h("ul", { class: "choices" }, shuffled(play.seed, place, round.choices.length).map((number) => {
        const choice = round.choices[number], mine = number === said.choice;
        return h("li", { class: `choice ${choice.right ? "is-right" : ""} ${mine ? "is-mine" : ""}` }, choice.right ? sign("tick", say("web.sign.tick")) : mine ? sign("cross", say("web.sign.cross")) : null, h("span", {}, h("b", {}, of(choice.text)), mine ? h("small", {}, of(choice.note)) : null));
      }));
  const column = h("div", { class: "column" }, progress(play, place, true),
    h("div", { class: "headline" }, sign(right ? "tick" : "cross", say(`web.sign.${right ? "tick" : "cross"}`)), heading(text)),
    inside, h("div", { class: "card" }, paragraphs(of(round.explain))), onward(), creditLine(round.pictures));
  return h("section", { class: `round reveal round-${round.form} ${views.length ? "" : "alone"}` }, views.length ? wall(views) : null, column);
}

function caseReveal(play, place, views, onward) {
  const round = play.rounds[place], verdict = play.verdicts[place], said = play.answers[place], right = verdict.knowledge === 100;
  const settling = round.leads.findIndex((lead) => lead.settles), lead = round.leads[settling];
  let way = say("case.shortest.none");
  if (lead) {
    way = say("case.shortest", { lead: say(`case.lead.${lead.kind}`), move: say(`move.${lead.move}`) });
    if (said.opened.length) way += ` ${round.leads[said.opened[0]].settles ? say("case.shortest.yours") : say("case.opened.count", { n: said.opened.length, all: round.leads.length })}`;
  }
  const answer = sayClaim(round.answer, round.post);
  const points = [pointsText(verdict.points, said.confidence), right ? null : say("case.yours", { answer: sayClaim(said.claim, round.post) })].filter(Boolean).join(" · ");
  const column = h("div", { class: "column" }, progress(play, place, true),
    h("div", { class: "headline" }, sign(signOf(verdict), say(`web.sign.${signOf(verdict)}`)), heading(say(right ? "case.right" : "case.wrong", { answer })), h("p", { class: "points" }, points)),
    h("div", { class: "card" }, h("h2", {}, way), paragraphs(of(round.explain))), onward(), creditLine(round.pictures));
  return h("section", { class: "round reveal round-case" }, postCard(round, views), column);
}

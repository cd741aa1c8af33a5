// An honest end: a count, then in words how often fakes fooled the player and how often real pictures were distrusted.

function counted(play) {
  const items = play.verdicts.flatMap((verdict) => verdict.judgements ?? []);
  const number = (outcome, fake) => items.filter((item) => item.outcome === outcome && (fake === undefined || item.fake === fake)).length;
  const fakes = items.filter((item) => item.fake).length;
  return { items, hits: number("hit"), alarms: number("false alarm"), trusted: number("correct rejection"), unsure: number("unsure"), fakes, reals: items.length - fakes };
}

// As `first_sentences` of the game has them.
function sentences(play) {
  const { hits, alarms, fakes, reals } = counted(play), said = [];
  if (fakes) said.push(say("summary.caught", { hits, n: fakes }));
  if (reals) said.push(say(alarms ? "summary.distrusted" : "summary.trusted", { n: reals, alarms }));
  const known = play.verdicts.filter((verdict) => verdict.knowledge !== undefined);
  if (known.length) said.push(say("summary.known", { right: known.filter((verdict) => verdict.knowledge === 100).length, n: known.length }));
  const marked = play.verdicts.filter((verdict) => verdict.evidence !== undefined);
  if (!said.length && !marked.length) said.push(say("summary.read"));
  else if (!said.length) {
    const found = marked.flatMap((verdict) => verdict.found);
    said.push(say("summary.found", { found: found.filter(Boolean).length, n: found.length }));
  }
  return said.join(" ");
}

// Of everything that was asked, how much was right: each picture judged, each question, each case, each marked picture.
function rightOf(play) {
  const single = play.verdicts.flatMap((verdict) => verdict.judgements?.map((item) => item.right || (item.says === "unsure" && item.points === ALL_POINTS)) ?? (worth(verdict) === null ? [] : [signOf(verdict) === "tick"]));
  return { right: single.filter(Boolean).length, n: single.length };
}

function details(play) {
  const { unsure } = counted(play), lines = [];
  const points = play.verdicts.flatMap((verdict) => (verdict.points === undefined ? (verdict.judgements ?? []).map((item) => item.points) : [verdict.points]));
  const certain = play.verdicts.flatMap((verdict, at) => (play.answers[at].confidence === 3 ? (verdict.judgements ?? []).filter((item) => item.outcome !== "unsure").map((item) => item.right) : []));
  if (certain.length) lines.push(say("summary.certain", { right: certain.filter(Boolean).length, n: certain.length }));
  if (unsure) lines.push(say("summary.unsure", { n: unsure }));
  if (points.length) {
    const over = points.reduce((sum, each) => sum + each - UNSURE_POINTS, 0);
    lines.push(say("web.points.sum", { points: over > 0 ? `+${over}` : over < 0 ? `−${-over}` : "0" }));
  }
  const marked = play.verdicts.filter((verdict) => verdict.evidence !== undefined);
  if (marked.length) lines.push(say("summary.evidence", { score: rounded(marked.reduce((sum, verdict) => sum + verdict.evidence, 0) / marked.length), n: marked.length }));
  return lines;
}

// The two tells that were missed most often.
function toPractise(play) {
  const missed = new Map(), miss = (tell) => missed.set(tell, (missed.get(tell) ?? 0) + 1);
  play.verdicts.forEach((verdict, at) => {
    (verdict.judgements ?? []).filter((item) => item.outcome === "miss" || (item.fake && item.outcome === "unsure"))
      .forEach((item) => book.pictures[item.picture].evidence.slice(0, 2).forEach((piece) => miss(piece.tell)));
    if (verdict.found && play.rounds[at].form === "mark") {
      const seen = book.pictures[play.rounds[at].pictures[0]].evidence.filter((piece) => piece.seen);
      seen.forEach((piece, number) => verdict.found[number] || miss(piece.tell));
    }
  });
  return [...missed].filter(([tell]) => tell in book.tells).sort((one, other) => other[1] - one[1]).slice(0, 2).map(([tell]) => tell);
}

// The level's best picture: one that was judged, rather a real one, the largest.
function bestOf(play) {
  const ids = play.rounds.flatMap((round) => round.pictures ?? []).filter((id) => !book.pictures[id].clip);
  const size = (id) => book.pictures[id].size[0] * (book.pictures[id].fake ? 1 : 1.01);
  return ids.reduce((best, id) => (best === null || size(id) > size(best) ? id : best), play.level.cover && !book.pictures[play.level.cover].clip ? play.level.cover : null);
}

function summaryScreen(play) {
  return () => {
    const { hits, trusted, fakes, reals } = counted(play), { right, n } = rightOf(play), best = bestOf(play);
    const hero = h("div", { class: "hero" },
      best ? h("img", { class: "hero-picture", src: urlOf(best), alt: "" }) : null,
      h("div", { class: "hero-words" },
        h("p", {}, of(play.level.title)), heading(n ? say("web.right", { right, n }) : say("summary.read")),
        n ? h("p", { class: "lead-line" }, sentences(play)) : null,
        of(play.level.closing) ? h("div", { class: "closing" }, paragraphs(of(play.level.closing))) : null));
    const blocks = (label, got, all, name) => all ? h("div", { class: `blocks ${name}` }, h("p", {}, `${label}: ${say("reveal.counter", { place: got, all })}`), h("div", { "aria-hidden": "true" }, Array.from({ length: all }, (_, at) => h("i", { class: at < got ? "full" : "" })))) : null;
    const practise = toPractise(play);
    const left = h("div", { class: "summary-left" },
      blocks(say("summary.hits"), hits, fakes, "fake"), blocks(say("summary.rejections"), trusted, reals, "real"),
      details(play).map((line) => h("p", { class: "quiet-text" }, line)), ratingsTable(play),
      practise.length ? h("div", { class: "practise" }, h("h2", {}, say("summary.practise")), practise.map((tell) => button(`tell-${tell}`, [h("b", {}, of(book.tells[tell].name)), h("small", {}, of(book.tells[tell].look))], () => openGuide(tell), { class: "tell" }))) : null);
    const rightSide = h("div", { class: "summary-right" }, again(play), h("div", { class: "pair" },
      button("again", say("summary.play-again"), () => go(introScreen(play.level))),
      book.levels.length > 1 ? button("levels", say("summary.levels"), () => go(shelfScreen()), { class: "primary" }) : null));
    return h("section", { class: "summary" }, hero, h("div", { class: "summary-parts" }, left, rightSide));
  };
}

function again(play) {
  const shown = play.rounds.flatMap((round, place) => {
    const verdict = play.verdicts[place];
    if (!verdict.judgements && verdict.evidence === undefined && round.form !== "case") return [];
    const ids = round.form === "case" ? [round.picture].filter(Boolean) : round.pictures;
    return ids.map((id, at) => ({ id, place, mark: verdict.judgements ? signOf({ judgements: [verdict.judgements[at]] }) : signOf(verdict) }));
  });
  if (!shown.length) return null;
  return [h("h2", {}, say("summary.again")), h("div", { class: "thumbs" }, shown.map(({ id, place, mark }, at) => button(`again-${at}`, [thumb(id), h("span", { class: "thumb-sign" }, sign(mark, say(`web.sign.${mark}`)))], () => {
    const round = play.rounds[place], ids = round.form === "case" ? [round.picture].filter(Boolean) : round.pictures;
    go(revealScreen(play, place, ids.map((one) => new View(one)), () => go(summaryScreen(play), `again-${at}`)));
  }, { class: "thumb-button" })))];
}

// Impressions of real and of machine-made faces, where at least four of each were rated.
function ratingsTable(play) {
  const rated = play.rounds.flatMap((round, at) => (round.form === "rate" ? round.qualities.map((quality, number) => ({ quality, rating: play.answers[at].ratings[number], fake: play.verdicts[at].judgements[0].fake })) : []));
  if (!rated.length) return null;
  const rows = [...new Set(rated.map((item) => item.quality))].map((quality) => {
    const values = (fake) => rated.filter((item) => item.quality === quality && item.fake === fake).map((item) => item.rating);
    return { quality, fakes: values(true), reals: values(false) };
  });
  if (rows.some(({ fakes, reals }) => Math.min(fakes.length, reals.length) < 4)) return h("p", { class: "quiet-text" }, say("ratings.too-few"));
  const mean = (values) => decimal(values.reduce((sum, value) => sum + value, 0) / values.length);
  const head = ["", say("ratings.real"), say("ratings.fake")].map((text) => h("th", { scope: "col" }, text));
  return [
    h("h2", {}, say("ratings.title.none")),
    h("p", { class: "quiet-text" }, say("ratings.line", { reals: rows[0].reals.length, fakes: rows[0].fakes.length })),
    h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows.map(({ quality, fakes, reals }) => h("tr", {}, h("th", { scope: "row" }, say(`quality.${quality}`)), h("td", {}, mean(reals)), h("td", {}, mean(fakes)))))),
    h("p", { class: "quiet-text" }, say("ratings.few")),
  ];
}

const decimal = (value) => new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);

// What comes of an answer: `game/model/scoring.py` and the kinds' own `judge`. Speed earns nothing.

const CONFIDENCE = [0.5, 0.7, 0.85, 0.99];
const ALL_POINTS = 100, UNSURE_POINTS = 75, REACH = 0.08, ENOUGH_ANSWERS = 20;

function stated(confidence, right) {
  return rounded(100 * (1 - (CONFIDENCE[confidence ?? 1] - (right ? 1 : 0)) ** 2));
}

// As Python rounds: halves to the even number.
function rounded(value) {
  const low = Math.floor(value), rest = value - low;
  return rest === 0.5 ? low + (low % 2) : Math.round(value);
}

function judgedPicture(picture, id, says, confidence) {
  const right = says === "unsure" ? false : (says === "fake") === picture.fake;
  const outcome = says === "unsure" ? "unsure" : picture.fake ? (right ? "hit" : "miss") : right ? "correct rejection" : "false alarm";
  const points = says === "unsure" ? (picture.nothing ? ALL_POINTS : UNSURE_POINTS) : stated(confidence, right);
  return { picture: id, fake: picture.fake, nothing: picture.nothing, says, outcome, points, right };
}

// The verdict on what was said in a round: judgements, evidence, found, knowledge, points, as far as it has them.
function judged(round, said, pictures) {
  switch (round.form) {
    case "judge":
    case "rate":
      return { judgements: round.pictures.map((id, at) => judgedPicture(pictures[id], id, said.says[at], said.confidence)) };
    case "mark":
      return markedEvidence(pictures[round.pictures[0]], said.marks);
    case "order": {
      const order = said.order, pairs = order.flatMap((first, at) => order.slice(at + 1).map((second) => first < second));
      return { found: order.map((step, at) => step === at), knowledge: rounded((100 * pairs.filter(Boolean).length) / pairs.length) };
    }
    case "choose":
      return { knowledge: round.choices[said.choice].right ? 100 : 0 };
    case "case": {
      const right = said.claim === round.answer;
      return { knowledge: right ? 100 : 0, points: stated(said.confidence, right) };
    }
    default:
      return {};
  }
}

function markedEvidence(picture, marks) {
  const seen = picture.evidence.filter((item) => item.seen);
  if (!marks.length) return picture.nothing ? { evidence: 100, found: [] } : { evidence: 0, found: seen.map(() => false) };
  const reach = REACH * Math.hypot(...picture.size);
  const close = (pixels) => Math.max(0, 1 - pixels / reach);
  const rows = marks.map((mark) => seen.map((item) => distance(item.region, mark)));
  const found = seen.map((_, at) => rows.some((row) => close(row[at]) >= 0.5));
  if (picture.outlines.length) rows.forEach((row, at) => row.push(distance({ outlines: picture.outlines }, marks[at])));
  if (!rows[0].length) return { evidence: 0, found };
  const mean = rows.reduce((sum, row) => sum + close(Math.min(...row)), 0) / rows.length;
  return { evidence: rounded(100 * mean), found };
}

// Pixels from a point to a region; 0 inside.
function distance(region, [x, y]) {
  if (region.box) {
    const [left, top, width, height] = region.box;
    return Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height));
  }
  if (region.ellipse) return ellipseDistance(region.ellipse, x, y);
  return outlinesDistance(region.polygon ? [region.polygon] : region.outlines, x, y);
}

function ellipseDistance([centreX, centreY, a, b], pointX, pointY) {
  const x = Math.abs(pointX - centreX), y = Math.abs(pointY - centreY);
  if (a <= 0 || b <= 0) return Math.hypot(Math.max(0, x - Math.max(a, 0)), Math.max(0, y - Math.max(b, 0)));
  if ((x / a) ** 2 + (y / b) ** 2 <= 1) return 0;
  let onX = Math.SQRT1_2, onY = Math.SQRT1_2;
  for (let turn = 0; turn < 6; turn++) {
    const evoluteX = ((a * a - b * b) * onX ** 3) / a, evoluteY = ((b * b - a * a) * onY ** 3) / b;
    const radius = Math.hypot(a * onX - evoluteX, b * onY - evoluteY), away = Math.hypot(x - evoluteX, y - evoluteY) || 1e-12;
    onX = Math.min(1, Math.max(0, (((x - evoluteX) * radius) / away + evoluteX) / a));
    onY = Math.min(1, Math.max(0, (((y - evoluteY) * radius) / away + evoluteY) / b));
    const length = Math.hypot(onX, onY) || 1;
    onX /= length;
    onY /= length;
  }
  return Math.hypot(x - a * onX, y - b * onY);
}

// Inside is what an odd number of outlines surrounds.
function outlinesDistance(outlines, x, y) {
  let inside = false, nearest = Infinity;
  for (const corners of outlines) {
    corners.forEach(([x1, y1], at) => {
      const [x2, y2] = corners[(at + 1) % corners.length];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
      const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
      const along = length ? Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) : 0;
      nearest = Math.min(nearest, Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)));
    });
  }
  return inside ? 0 : nearest;
}

// Where a piece of evidence is at a frame: evenly between its keyframes.
function regionAt(item, frame) {
  const keys = item.frames;
  if (!keys.length) return item.region;
  const before = keys.filter(([at]) => at <= frame).pop() ?? keys[0], after = keys.find(([at]) => at >= frame) ?? keys[keys.length - 1];
  if (before[0] === after[0]) return before[1];
  const share = (frame - before[0]) / (after[0] - before[0]);
  const between = (name) => before[1][name] && after[1][name] && before[1][name].map((value, at) => value + (after[1][name][at] - value) * share);
  return { box: between("box"), ellipse: between("ellipse") };
}

// Whether a round went well: "tick", "cross", or "dash" where nothing was claimed.
function signOf(verdict) {
  if (verdict.evidence !== undefined) return verdict.evidence >= 50 ? "tick" : "cross";
  if (verdict.knowledge !== undefined) return verdict.knowledge === 100 ? "tick" : "cross";
  const outcomes = (verdict.judgements ?? []).map((item) => item.outcome);
  if (outcomes.every((outcome) => outcome === "unsure")) return "dash";
  return outcomes.some((outcome) => outcome === "miss" || outcome === "false alarm") ? "cross" : "tick";
}

// The worth of a round from 0 to 100, for a gradebook; null where nothing was asked. As the game's xAPI has it.
function worth(verdict) {
  if (verdict.evidence !== undefined) return verdict.evidence;
  if (verdict.points !== undefined) return verdict.points;
  if (verdict.knowledge !== undefined) return verdict.knowledge;
  const points = (verdict.judgements ?? []).map((item) => item.points);
  return points.length ? points.reduce((sum, value) => sum + value, 0) / points.length : null;
}

// An answer in the words of `Interaction` (game/model/kinds): type, response, success, correct.
function interaction(round, said, verdict) {
  switch (round.form) {
    case "judge":
    case "rate": {
      const items = verdict.judgements;
      return {
        type: items.length > 1 ? "other" : "choice",
        response: items.map((item) => item.says).join("[,]"),
        correct: items.map((item) => (item.fake ? "fake" : "real")).join("[,]"),
        success: items.every((item) => item.right || (item.says === "unsure" && item.points === ALL_POINTS)),
      };
    }
    case "mark":
      return { type: "other", response: JSON.stringify(said.marks.map((mark) => mark.map((part) => Math.round(part * 10) / 10))), success: verdict.evidence >= 50 };
    case "order":
      return { type: "sequencing", response: said.order.join("[,]"), correct: round.steps.map((_, at) => at).join("[,]"), success: verdict.knowledge === 100 };
    case "choose":
      return { type: "other", response: String(said.choice), success: verdict.knowledge === 100 };
    case "case":
      return { type: "choice", response: said.claim, correct: round.answer, success: said.claim === round.answer };
    default:
      return null;
  }
}

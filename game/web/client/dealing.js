// How a level becomes rounds: `game/play/rules.py`, word for word. The pools come from there, in its order.

// The rounds of a session: those written as written, draws from their pools. `pictures` by id, with their kind and kin.
function dealt(level, pictures, seed) {
  const chance = new Chance(seed);
  const used = new Set(level.rounds.flatMap((round) => round.pictures ?? []));
  const kin = new Set([...used].flatMap((id) => pictures[id].kin));
  return level.rounds.flatMap((round) => (round.draw ? drawn(round, pictures, used, kin, chance) : [round]));
}

function drawn(round, pictures, used, kin, chance) {
  const { ask, count, half } = round.draw;
  const fakes = spread(round.fakes, pictures, chance), reals = spread(round.reals, pictures, chance);
  const each = ask === "pick" ? round.draw.each : 1, wanted = count * each;
  let plan;
  if (ask === "point") {
    plan = Array(wanted).fill(true);
  } else if (half) {
    const more = chance.random() < 0.5 ? 1 : 0;
    plan = chance.shuffle(Array.from({ length: wanted }, (_, place) => place < Math.floor((wanted + more) / 2)));
  } else {
    const all = fakes.length + reals.length;
    plan = Array.from({ length: wanted }, () => (all ? chance.below(all) < fakes.length : true));
  }
  const taken = [];
  for (const fake of plan) {
    const [first, second] = fake ? [fakes, reals] : [reals, fakes];
    const id = taking(first, pictures, used, kin) ?? (ask === "point" ? null : taking(second, pictures, used, kin));
    if (id === null) break;
    taken.push(id);
  }
  const rounds = [];
  for (let at = 0; at + each <= taken.length; at += each) {
    const form = ask === "point" ? { form: "mark", most: 3 } : ask === "rate" ? { form: "rate", qualities: round.qualities } : { form: "judge" };
    rounds.push({ ask, ...form, pictures: taken.slice(at, at + each) });
  }
  return rounds;
}

// Shuffled so that every way of making takes its turn.
function spread(ids, pictures, chance) {
  const groups = new Map();
  for (const id of chance.mixed(ids)) {
    const kind = pictures[id].kind;
    if (!groups.has(kind)) groups.set(kind, []);
    groups.get(kind).push(id);
  }
  const rows = chance.mixed([...groups.values()]);
  const turns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: turns }, (_, turn) => rows.filter((row) => turn < row.length).map((row) => row[turn])).flat();
}

// The next picture not yet used, if possible without kin among those used.
function taking(candidates, pictures, used, kin) {
  const unused = candidates.filter((id) => !used.has(id));
  const id = unused.find((other) => !pictures[other].kin.some((mark) => kin.has(mark))) ?? unused[0];
  if (id === undefined) return null;
  used.add(id);
  pictures[id].kin.forEach((mark) => kin.add(mark));
  return id;
}

// The numbers of a round's steps, choices or qualities in the order in which they are shown.
function shuffled(seed, place, count) {
  const numbers = new Chance(`${seed}/${place}`).shuffle([...Array(count).keys()]);
  if (count > 2 && numbers.every((number, at) => number === at)) numbers.push(numbers.shift());
  return numbers;
}

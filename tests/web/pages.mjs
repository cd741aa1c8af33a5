// Runs the page's own rules on what Python made of its: reads cases from standard input, writes what comes of each.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const client = process.argv[2];
const names = ["chance", "dealing", "judging"];
const code = names.map((name) => readFileSync(`${client}/${name}.js`, "utf8")).join("\n");
const { Chance, dealt, shuffled, judged, interaction, signOf, worth, distance, regionAt } = vm.runInThisContext(
  `(() => { ${code}; return { Chance, dealt, shuffled, judged, interaction, signOf, worth, distance, regionAt }; })()`,
);
const asked = JSON.parse(readFileSync(0, "utf8"));
const answers = {
  chance: ({ seed, counts }) => {
    const chance = new Chance(typeof seed === "string" && seed.startsWith("int:") ? BigInt(seed.slice(4)) : seed);
    return [counts.map((count) => chance.below(count)), chance.random(), chance.mixed([...Array(30).keys()]), chance.shuffle([...Array(30).keys()])];
  },
  shuffled: ({ seed, place, count }) => shuffled(seed, place, count),
  dealt: ({ level, pictures, seed }) => dealt(level, pictures, seed).map((round) => [round.ask, round.pictures]),
  judged: ({ round, said, pictures }) => {
    const verdict = judged(round, said, pictures);
    return { verdict, said: interaction(round, said, verdict), sign: signOf(verdict), worth: worth(verdict) };
  },
  distance: ({ region, point }) => distance(region, point),
  regionAt: ({ item, frame }) => regionAt(item, frame),
};
process.stdout.write(JSON.stringify(asked.map(({ what, ...rest }) => answers[what](rest))));

// The field guide of the tells that these levels use, and the credits of every picture.

function guideScreen(tell, back) {
  return () => {
    const groups = new Map();
    Object.entries(book.tells).forEach(([name, item]) => groups.set(item.family, [...(groups.get(item.family) ?? []), name]));
    const parts = [...groups].map(([family, names]) => h("section", {}, h("h2", {}, say(`family.${family}`)), h("p", { class: "quiet-text" }, say(`family.${family}.line`)), names.map((name) => tellPart(name, name === tell))));
    return h("section", { class: "page" }, backButton(back), heading(say("guide.title")), h("p", { class: "quiet-text" }, say("guide.note", { n: Object.keys(book.tells).length })), parts);
  };
}

function tellPart(name, open) {
  const tell = book.tells[name];
  const makers = tell.makers.map((maker) => say(`maker.${maker}`)).join(", ") || say("maker.none");
  const facts = say("guide.facts", { makers, years: tell.years, reliability: say(`guide.${tell.reliability}`), source: tell.source });
  return h("details", { id: `tell-${name}`, open: open || null }, h("summary", { "data-key": `tell-${name}` }, h("b", {}, of(tell.name)), h("small", { class: tell.reliability }, say(`guide.${tell.reliability}`))),
    h("div", { class: "prose" }, h("p", {}, of(tell.look)), h("p", {}, of(tell.why)), paragraphs(facts).map((line) => { line.className = "quiet-text"; return line; })));
}

const openGuide = (tell) => aside((back) => guideScreen(tell, back), `tell-${tell}`);

function creditsScreen(back) {
  return () => {
    const rows = Object.entries(book.pictures).map(([id, picture]) => h("li", {}, thumb(id, ""), h("p", {}, `${of(picture.alt)}${picture.year ? ` (${picture.year})` : ""}`, h("br"), `${of(picture.credit)} · ${of(picture.licence)}`, picture.source ? [h("br"), h("small", {}, of(picture.source))] : null)));
    return h("section", { class: "page" }, backButton(back), heading(say("title.credits")), h("p", { class: "quiet-text" }, say("web.credits")), h("ul", { class: "credits" }, rows));
  };
}

const backButton = (back) => button("back", [sign("left"), say("web.back")], back, { class: "quiet" });

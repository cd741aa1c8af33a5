// One picture as it is looked at: fitted, never cropped; zoomed by pinch, wheel, button or key; with what is drawn over it.

const MOST_ZOOM = 8, MOST_ENLARGED = 3;

class View {
  // `describe`: whether its alternative text says what it shows; a picture that stands beside its own text needs none.
  constructor(id, { describe = true } = {}) {
    this.id = id;
    this.picture = book.pictures[id];
    const [width, height] = this.picture.size;
    this.scale = 1;
    this.shift = [0, 0];
    this.frame = 0;
    this.draws = null; // what draws over the picture: (overlay, pixels of the picture for one of the screen, frame)
    const label = describe ? of(this.picture.alt) : "";
    if (this.picture.clip) this.shown = h("canvas", { width, height, role: "img", "aria-label": label });
    else this.shown = h("img", { src: urlOf(id), alt: label, width, height, draggable: "false", error: () => this.fail() });
    this.overlay = drawing("svg", { viewBox: `0 0 ${width} ${height}`, class: "overlay", "aria-hidden": "true" });
    this.sheet = h("div", { class: "sheet" }, this.shown, this.overlay);
    this.zoom = button("zoom", sign("closer", say("web.closer")), () => this.toggle(), { class: "zoom" });
    this.element = h("div", { class: "view" }, this.sheet, this.zoom);
    this.element.style.setProperty("--ratio", width / height);
    this.element.style.setProperty("--widest", `${width * MOST_ENLARGED}px`);
    this.listen();
    new ResizeObserver(() => this.redraw()).observe(this.element);
    if (this.picture.clip) this.player = new Player(this);
  }

  fail() {
    this.element.append(h("p", { class: "missing" }, say("picture.missing")));
  }

  translate() {
    const label = of(this.picture.alt);
    if (this.picture.clip) this.shown.setAttribute("aria-label", label);
    else this.shown.alt = label;
    this.zoom.replaceChildren(sign(this.scale > 1 ? "further" : "closer", say(this.scale > 1 ? "web.whole" : "web.closer")));
    this.player?.translate();
  }

  // Pixels of the picture for one of the screen.
  get grain() {
    return this.picture.size[0] / Math.max(1, this.element.clientWidth * this.scale);
  }

  redraw() {
    this.overlay.replaceChildren();
    this.draws?.(this.overlay, this.grain, this.frame);
  }

  // Where in the picture something on the screen lies.
  pointAt(clientX, clientY) {
    const rect = this.sheet.getBoundingClientRect(), [width, height] = this.picture.size;
    return [((clientX - rect.left) / rect.width) * width, ((clientY - rect.top) / rect.height) * height];
  }

  // --- zoom

  toggle() {
    const rect = this.element.getBoundingClientRect();
    this.zoomTo(this.scale > 1 ? 1 : 2.5, [rect.left + rect.width / 2, rect.top + rect.height / 2]);
  }

  zoomTo(scale, [clientX, clientY]) {
    const rect = this.element.getBoundingClientRect(), before = this.scale;
    this.scale = Math.min(MOST_ZOOM, Math.max(1, scale));
    const hold = [clientX - rect.left, clientY - rect.top];
    this.shift = this.shift.map((value, axis) => hold[axis] - ((hold[axis] - value) * this.scale) / before);
    this.settle();
    if ((before > 1) !== (this.scale > 1)) this.translate();
  }

  move(dx, dy) {
    this.shift = [this.shift[0] + dx, this.shift[1] + dy];
    this.settle();
  }

  settle() {
    const box = [this.element.clientWidth, this.element.clientHeight];
    this.shift = this.shift.map((value, axis) => Math.min(0, Math.max(box[axis] * (1 - this.scale), value)));
    this.sheet.style.transform = this.scale > 1 ? `translate(${this.shift[0]}px, ${this.shift[1]}px) scale(${this.scale})` : "";
    this.element.classList.toggle("zoomed", this.scale > 1);
    this.redraw();
  }

  listen() {
    const touches = new Map();
    const spread = () => {
      const [one, other] = [...touches.values()];
      return { wide: Math.hypot(one[0] - other[0], one[1] - other[1]), middle: [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2] };
    };
    let start = null, moved = 0;
    const down = (event) => {
      if (event.target.closest("button, input")) return;
      touches.set(event.pointerId, [event.clientX, event.clientY]);
      moved = touches.size > 1 ? 99 : 0;
      if (touches.size === 2) start = { ...spread(), scale: this.scale };
    };
    const move = (event) => {
      const before = touches.get(event.pointerId);
      if (!before) return;
      touches.set(event.pointerId, [event.clientX, event.clientY]);
      const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]];
      moved += Math.hypot(dx, dy);
      if (touches.size === 2) {
        const now = spread();
        this.zoomTo((start.scale * now.wide) / Math.max(1, start.wide), now.middle);
      } else if (this.scale > 1) {
        this.move(dx, dy);
      } else {
        this.dragged?.(event);
      }
    };
    const up = (event) => {
      const tapped = touches.delete(event.pointerId) && moved < 8 && event.type === "pointerup";
      if (tapped) this.tapped?.(this.pointAt(event.clientX, event.clientY), event);
    };
    this.element.addEventListener("pointerdown", down);
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("pointerup", up);
    this.element.addEventListener("pointercancel", up);
    this.element.addEventListener("pointerleave", up);
    this.element.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && this.scale === 1) return; // the page scrolls
      event.preventDefault();
      this.zoomTo(this.scale * Math.exp(-event.deltaY / 300), [event.clientX, event.clientY]);
    }, { passive: false });
    this.zoom.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (!way || this.scale === 1) return;
      event.preventDefault();
      this.move(...way);
    });
  }
}

// Plays a clip: on and off, slowly, frame by frame.
class Player {
  constructor(view) {
    this.view = view;
    this.clip = null;
    this.playing = !still();
    this.slow = false;
    this.count = view.picture.clip.frames;
    this.toggle = button("play", "", () => { this.playing = !this.playing; this.translate(); this.run(); }, { class: "small" });
    this.pace = button("slow", "", () => { this.slow = !this.slow; this.translate(); }, { class: "small" });
    this.slider = h("input", {
      type: "range", min: 0, max: this.count - 1, value: 0,
      input: () => { this.playing = false; this.translate(); this.show(Number(this.slider.value)); },
    });
    this.element = h("div", { class: "player" }, this.toggle, this.slider, this.pace);
    this.translate();
    clipOf(view.id).then((clip) => {
      this.clip = clip;
      this.count = Math.min(this.count, clip.frames.length);
      return this.show(0);
    }).then(() => this.run(), () => view.fail());
  }

  translate() {
    const word = say(this.playing ? "sign.pause" : "sign.play");
    this.toggle.replaceChildren(sign(this.playing ? "pause" : "play", word));
    this.pace.replaceChildren(say("clip.slow"));
    this.pace.setAttribute("aria-pressed", this.slow);
    this.slider.setAttribute("aria-label", say("web.frame"));
  }

  async show(frame) {
    this.wanted = frame;
    if (this.busy || !this.clip) return;
    this.busy = true;
    while (this.wanted !== null) {
      const number = this.wanted;
      this.wanted = null;
      await this.clip.draw(this.view.shown.getContext("2d"), number);
      this.view.frame = number;
      this.slider.value = number;
      if (this.view.draws) this.view.redraw();
    }
    this.busy = false;
  }

  run() {
    clearTimeout(this.timer);
    if (!this.playing || !this.clip) return;
    const every = (1000 / this.view.picture.clip.fps) * (this.slow ? 4 : 1);
    this.timer = setTimeout(() => {
      if (!this.view.element.isConnected && this.started) return;
      this.started = this.view.element.isConnected;
      this.show((this.view.frame + 1) % this.count);
      this.run();
    }, every);
  }

  stopAt(frame) {
    this.playing = false;
    this.translate();
    this.show(frame);
  }
}

// Several pictures, as large as they are good, each in a cell of its own; `below` gives what stands under each, and the
// tools follow under all of them.
function wall(views, { tools = [], below = () => null } = {}) {
  const cells = views.map((view, at) => {
    const inside = h("div", { class: "cell-inside" }, view.element), many = views.length > 1;
    return h("div", { class: "cell" }, inside, view.player?.element ?? null, many ? h("div", { class: "cell-tools" }, below(at), view.zoom) : null);
  });
  const element = h("div", { class: `wall wall-${views.length}` }, cells);
  const first = views[0]?.picture.size ?? [1, 1];
  element.style.setProperty("--first", first[0] / first[1]);
  return h("div", { class: "picture-side" }, element, tools);
}

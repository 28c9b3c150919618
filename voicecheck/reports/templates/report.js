"use strict";
(() => {
  const audio = document.getElementById("audio");
  if (!audio) return;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const toggle = one("toggle"), clock = one("clock"), now = one("now"), use = toggle.querySelector("use");
  const comma = (value) => value.toFixed(1).replace(".", clock.dataset.point);
  const drawings = all("svg[data-start]").map((svg) => ({
    svg, start: +svg.dataset.start, end: +svg.dataset.end, width: svg.viewBox.baseVal.width,
    lit: svg.querySelector(".lit"), line: svg.querySelector(".head-line"),
  }));
  const words = all(".w, .word").map((node) => ({ node, start: +node.dataset.s, end: +node.dataset.e }));
  const whole = Math.max(...drawings.map((drawing) => drawing.end));
  let stop = null, button = null;

  document.documentElement.classList.add("js");
  audio.removeAttribute("controls");
  toggle.parentElement.hidden = false;

  const x = (drawing, at) =>
    Math.min(1, Math.max(0, (at - drawing.start) / (drawing.end - drawing.start))) * drawing.width;

  function show() {
    const at = audio.currentTime;
    clock.textContent = `${comma(at)} / ${comma(whole)} ${clock.dataset.unit}`;
    for (const drawing of drawings) {
      drawing.line.setAttribute("transform", `translate(${x(drawing, at)} 0)`);
      drawing.line.style.visibility = at < drawing.start || at > drawing.end ? "hidden" : "visible";
    }
    for (const word of words) word.node.classList.toggle("on", at >= word.start && at < word.end && at > 0);
  }

  function mark(start, end) {
    for (const drawing of drawings) {
      const from = x(drawing, start);
      drawing.lit.setAttribute("x", from);
      drawing.lit.setAttribute("width", Math.max(0, x(drawing, end) - from));
    }
  }

  function reveal(start, end) {
    const opening = drawings.find((drawing) => drawing.svg.closest(".opening"));
    if (opening && (start < opening.start || end > opening.end)) one("view-whole").checked = true;
    for (const { svg, ...drawing } of drawings) {
      const scroll = svg.closest(".scroll");
      if (scroll) scroll.scrollLeft = (x(drawing, start) / drawing.width) * svg.clientWidth - scroll.clientWidth / 4;
    }
  }

  function release() {
    if (button) button.classList.remove("on");
    button = stop = null;
  }

  function play() {
    audio.play().catch((fault) => { if (fault.name !== "AbortError") now.textContent = now.dataset.failed; });
  }

  function playPart(start, end, label) {
    release();
    stop = Math.max(end, start + 0.15);
    audio.currentTime = start;
    now.textContent = label;
    mark(start, stop);
    reveal(start, stop);
    play();
    show();
  }

  function seek(at) {
    release();
    mark(0, 0);
    now.textContent = "";
    audio.currentTime = Math.min(whole, Math.max(0, at));
    show();
  }

  function tick() {
    if (stop !== null && audio.currentTime >= stop) {
      audio.pause();
      release();
    }
    show();
    if (!audio.paused) requestAnimationFrame(tick);
  }

  audio.addEventListener("play", () => { use.setAttribute("href", "#i-pause"); requestAnimationFrame(tick); });
  audio.addEventListener("pause", () => { use.setAttribute("href", "#i-play"); show(); });
  audio.addEventListener("timeupdate", () => { if (audio.paused) show(); else if (stop !== null && audio.currentTime >= stop) tick(); });
  audio.addEventListener("error", () => { now.textContent = now.dataset.failed; });

  toggle.addEventListener("click", () => {
    if (!audio.paused) return audio.pause();
    if (audio.ended) audio.currentTime = 0;
    play();
  });

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-s]");
    if (part) {
      playPart(+part.dataset.s, +part.dataset.e, part.getAttribute("aria-label") || part.querySelector("title")?.textContent || part.textContent);
      if (part.matches(".play")) (button = part).classList.add("on");
      return;
    }
    const drawing = drawings.find(({ svg }) => svg.contains(event.target));
    if (!drawing) return;
    const box = drawing.svg.getBoundingClientRect();
    seek(drawing.start + ((event.clientX - box.left) / box.width) * (drawing.end - drawing.start));
  });

  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.(".plot")) return;
    const step = { ArrowLeft: -0.5, ArrowRight: 0.5 }[event.key];
    if (step) seek(audio.currentTime + step);
    else if (event.key === " ") toggle.click();
    else if (event.key === "Home") seek(0);
    else return;
    event.preventDefault();
  });

  for (const { svg } of drawings) {
    const scroll = svg.closest(".scroll"), turn = svg.querySelector(".turn.agent");
    if (scroll && turn) scroll.scrollLeft = turn.x.baseVal.value - 24;
  }
  show();
})();

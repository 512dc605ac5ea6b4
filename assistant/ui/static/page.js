// The page's own behaviour: chips open cards, one turn's passages are shown at a time, the newest turn is in view.
// Everything shown is written by the server; this script only selects, scrolls, moves the focus and names things.
"use strict";

(() => {
  let shownTurn = 0;
  let shownCard = "";
  let newestTurn = 0;
  let newestWords = "";
  let followed = false;
  const root = document.documentElement;
  const wanted = root.lang; // as the browser asked the server; the labels arrive in it a moment later

  const byId = (id) => document.getElementById(id);
  const numberOf = (node) => Number(node.id.split("-").pop());
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = () => window.matchMedia("(max-width: 899px)").matches;
  const scrollTo = (node, block) => node.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });

  function show(turn, card) {
    shownTurn = turn;
    shownCard = card;
    arrange();
  }

  // Brings what the server has written into the state that the visitor chose; safe to run at any time.
  function arrange() {
    for (const section of document.querySelectorAll("#panel .evidence")) {
      const hidden = numberOf(section) !== shownTurn;
      if (section.hidden !== hidden) section.hidden = hidden;
    }
    for (const card of document.querySelectorAll("#panel .card")) {
      card.classList.toggle("selected", card.id === `card-${shownCard}`);
    }
    for (const chip of document.querySelectorAll("#conversation .cite")) {
      const current = chip.value === shownCard;
      chip.classList.toggle("current", current);
      name(chip, "aria-pressed", String(current));
      name(chip, "aria-label", chip.title);
      name(chip, "aria-controls", `card-${chip.value}`);
    }
  }

  function name(node, attribute, value) {
    if (node && node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
  }

  function open(button) {
    const target = button.value;
    followed = false;
    show(Number(target.split("-")[0]), target);
    const card = byId(`card-${target}`);
    if (!card) return;
    card.dataset.from = button.classList.contains("cite") ? "cite" : "open";
    card.focus({ preventScroll: true });
    scrollTo(card.querySelector("mark") && card.offsetHeight > window.innerHeight ? card.querySelector("mark") : card,
      narrow() ? "start" : "nearest");
  }

  function goBack(target) {
    const kind = byId(`card-${target}`)?.dataset.from === "open" ? ".open" : ".cite";
    const turn = byId(`turn-${target.split("-")[0]}`);
    const chip = turn?.querySelector(`${kind}[value="${target}"]`) || turn?.querySelector(".cite, .open");
    if (!chip) return;
    chip.focus({ preventScroll: true });
    scrollTo(chip, "center");
  }

  // What was searched for goes back into the box, to be changed and asked again.
  function edit(words) {
    const box = document.querySelector("#question textarea");
    if (!box) return;
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  // A turn that was not there before: its passages are shown, and its question stays in view while its answer
  // grows, unless the visitor has scrolled away.
  function follow() {
    const turn = [...document.querySelectorAll("#conversation .turn")].pop();
    const latest = turn ? numberOf(turn) : 0;
    if (latest !== newestTurn) {
      newestTurn = shownTurn = latest;
      shownCard = `${latest}-1`;
      followed = true;
    }
    const words = turn ? turn.textContent : "";
    if (turn && followed && words !== newestWords) scrollTo(turn, "start");
    newestWords = words;
    document.body.classList.toggle("asked", latest > 0);
    wait(Boolean(turn?.querySelector(".reply.pending")));
    arrange();
  }

  // While an answer is under way it can be stopped; the focus does not go down with the button.
  function wait(pending) {
    if (!pending && document.activeElement?.id === "stop") document.querySelector("#question textarea")?.focus();
    document.body.classList.toggle("answering", pending);
  }

  // The page is shown once its labels are in the visitor's language (the style sheet does not wait for ever).
  function welcome(language) {
    if (language !== wanted) return;
    root.classList.add("ready");
    if (!narrow()) document.querySelector("#question textarea")?.focus();
  }

  function label() {
    const language = document.querySelector("#heading .brand")?.lang;
    if (language && !root.classList.contains("ready")) welcome(language);
    if (language && root.classList.contains("ready")) name(root, "lang", language);
    const conversation = byId("conversation");
    name(conversation, "role", "log");
    name(conversation, "aria-live", "polite");
    const panel = byId("panel");
    name(panel, "role", "region");
    name(panel, "aria-label", panel?.querySelector(".panel-title")?.textContent || "");
  }

  for (const moved of ["wheel", "touchmove"]) {
    document.addEventListener(moved, () => { followed = false; }, { passive: true });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#conversation .cite, #conversation .open, #conversation .edit, #panel .back");
    if (!button) return;
    event.preventDefault();
    if (button.classList.contains("back")) goBack(button.value);
    else if (button.classList.contains("edit")) edit(button.value);
    else open(button);
  });

  document.addEventListener("keydown", (event) => {
    const card = event.key === "Escape" && event.target.closest?.("#panel .card");
    if (card) goBack(card.id.slice("card-".length));
  });

  new MutationObserver(() => {
    follow();
    label();
  }).observe(root, { childList: true, subtree: true, characterData: true });
})();

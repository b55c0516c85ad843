// What the page does by itself: cards on hover, scrolling, the clipboard, saving a file.
(() => {
  let card = null;
  let asked = null;
  const wide = () => window.matchMedia('(min-width: 900px)').matches;

  function hide() { if (card) { card.remove(); card = null; } }

  function show(link) {
    const own = document.getElementById(link.getAttribute('aria-describedby') || '');
    hide();
    if (!own) return;
    card = document.createElement('div');
    card.className = 'qa-hover';
    card.setAttribute('role', 'tooltip');
    card.append(...Array.from(own.childNodes, (node) => node.cloneNode(true)));
    (document.querySelector('.gradio-container') || document.body).append(card);
    const at = link.getBoundingClientRect();
    const size = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left - 24, window.innerWidth - size.width - 8));
    const below = at.bottom + 8 + size.height <= window.innerHeight;
    card.style.left = left + 'px';
    card.style.top = Math.max(8, below ? at.bottom + 8 : at.top - size.height - 8) + 'px';
  }

  const link = (event) => event.target.closest && event.target.closest('a.qa-cite');
  document.addEventListener('mouseover', (event) => { if (link(event)) show(link(event)); });
  document.addEventListener('mouseout', (event) => { if (link(event)) hide(); });
  document.addEventListener('focusin', (event) => { if (link(event)) show(link(event)); else hide(); });
  document.addEventListener('scroll', hide, true);
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); });

  window.qaOpening = (target) => {
    hide();
    asked = target;
    document.querySelectorAll('.qa-cite.qa-open').forEach((old) => old.classList.remove('qa-open'));
    const number = target.dataset.n;
    const turn = target.dataset.turn;
    document.querySelectorAll('a.qa-cite').forEach((one) => {
      if (one.dataset.turn === turn && one.dataset.n === number) one.classList.add('qa-open');
    });
  };

  window.qaBack = (turn) => {
    const place = document.getElementById('turn-' + turn);
    if (!place) return;
    place.scrollIntoView({ block: 'start' });
    const first = place.querySelector('a.qa-cite.qa-open, a.qa-cite, a.qa-show');
    if (first) first.focus({ preventScroll: true });
  };

  // After new HTML: the highlighted words into view, or the newest question.
  window.qaShown = (element) => {
    const main = element.querySelector('mark[data-main]');
    const doc = element.querySelector('.qa-doc');
    if (doc && asked) {
      if (!wide()) element.scrollIntoView({ block: 'start' });
      if (main && main.textContent) {
        const gap = main.getBoundingClientRect().top - doc.getBoundingClientRect().top;
        doc.scrollTop += gap - doc.clientHeight / 3;
        main.focus({ preventScroll: true });
      } else {
        doc.scrollTop = 0;
        doc.focus({ preventScroll: true });
      }
      asked = null;
      return;
    }
    const pending = element.querySelector('.qa-pending');
    if (pending && !pending.dataset.seen) {
      pending.dataset.seen = 'yes';
      const turn = pending.closest('.qa-turn');
      const scroller = element.closest('.qa-scroll') || element;
      scroller.scrollTop += turn.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8;
    }
  };

  window.qaSure = (words) => window.confirm(words || 'This cannot be undone. Go on?');

  function say(words) {
    const note = document.createElement('div');
    note.className = 'qa-toast';
    note.setAttribute('role', 'status');
    note.textContent = words;
    (document.querySelector('.gradio-container') || document.body).append(note);
    setTimeout(() => note.remove(), 2500);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (error) {
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    say('Copied.');
  }

  function save(what) {
    const anchor = document.createElement('a');
    anchor.href = URL.createObjectURL(new Blob([what.text], { type: what.type + ';charset=utf-8' }));
    anchor.download = what.name;
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  }

  window.qaHanded = (what) => {
    if (!what) return;
    if (what.do === 'copy') copy(what.text);
    else if (what.do === 'save') save(what);
    else say(what.words);
    document.querySelectorAll('details.qa-menu[open]').forEach((menu) => { menu.open = false; });
  };
})();

// What the page does by itself: cards on hover, scrolling, the clipboard, saving a file.
(() => {
  let card = null;
  let carded = null;
  let asked = null;
  let opener = null;
  let awaited = false;
  let opened = '';
  const wide = () => window.matchMedia('(min-width: 900px)').matches;
  const frame = () => document.querySelector('.gradio-container') || document.body;

  // The card over a citation --------------------------------------------------------------

  function hide() { if (card) { card.remove(); card = carded = null; } }

  function show(link) {
    const own = document.getElementById(link.getAttribute('aria-describedby') || '');
    hide();
    if (!own) return;
    card = document.createElement('div');
    carded = link;
    card.className = 'qa-hover';
    card.setAttribute('role', 'tooltip');
    card.append(...Array.from(own.childNodes, (node) => node.cloneNode(true)));
    frame().append(card);
    place();
  }

  // Beside its link, also while the chat scrolls; away with it.
  function place() {
    if (!card) return;
    const at = carded.getBoundingClientRect();
    if (!carded.isConnected || at.bottom < 0 || at.top > window.innerHeight) { hide(); return; }
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
  document.addEventListener('scroll', place, true);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (card) { hide(); return; }
    const menu = event.target.closest && event.target.closest('details[open]');
    if (menu && menu.closest('.qa-answer')) {
      menu.open = false;
      menu.querySelector('summary').focus();
      return;
    }
    const back = event.target.closest && event.target.closest('.qa-pane');
    if (back && back.querySelector('a.qa-back')) back.querySelector('a.qa-back').click();
  });

  // Moving about --------------------------------------------------------------------------

  // To the top of what scrolls around it: the chat on a wide page, the page itself on a phone.
  function raise(node, share = 0) {
    let box = node.parentElement;
    while (box && !(box.scrollHeight > box.clientHeight + 1
                    && /auto|scroll/.test(getComputedStyle(box).overflowY))) box = box.parentElement;
    const still = !wide() || !box || box === document.documentElement;
    if (still) { node.scrollIntoView({ block: 'start' }); return; }
    const gap = node.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTop += gap - 8 - share * box.clientHeight;
  }

  window.qaOpening = (target) => {
    hide();
    asked = target;
    if (!target.closest('.qa-pane')) opener = target;
    document.querySelectorAll('.qa-cite.qa-open').forEach((old) => old.classList.remove('qa-open'));
    const number = target.dataset.n;
    const turn = target.dataset.turn;
    document.querySelectorAll('a.qa-cite').forEach((one) => {
      if (one.dataset.turn === turn && one.dataset.n === number) one.classList.add('qa-open');
    });
  };

  window.qaBack = (turn) => {
    if (!turn && opener && opener.isConnected) {
      if (!wide()) opener.scrollIntoView({ block: 'center' });
      opener.focus({ preventScroll: wide() });
    }
    const place = document.getElementById('turn-' + turn);
    if (!place) return;
    const first = place.querySelector('a.qa-cite.qa-open, a.qa-cite, a.qa-show');
    raise(place);
    if (first) first.focus({ preventScroll: true });
  };

  // After new HTML: the highlighted words into view, or the newest question.
  window.qaShown = (element) => {
    if (carded && !carded.isConnected) hide();
    const doc = element.querySelector('.qa-doc');
    if (doc && asked) reveal(element, doc);
    else if (element.closest('#qa-transcript')) follow(element);
  };

  function reveal(element, doc) {
    const main = element.querySelector('mark[data-main]');
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
  }

  // New HTML comes into an emptied element: one that shrank with it would lose its place.
  function hold(element) {
    element.style.minHeight = '';
    if (wide()) element.style.minHeight = element.offsetHeight + 'px';
  }
  window.addEventListener('resize', () => {
    document.querySelectorAll('#qa-transcript .qa-scroll').forEach(hold);
  });

  // Keeps the newest question at the top while it is answered, and says aloud what came of it.
  function follow(element) {
    hold(element);
    const turns = element.querySelectorAll('.qa-turn');
    const last = turns[turns.length - 1];
    const kept = element.querySelector('[data-conversation]');
    const name = kept ? kept.dataset.conversation : '';
    const pending = last && last.querySelector('.qa-pending');
    const top = last ? last.getBoundingClientRect().top : 0;
    const away = top < 0 || top > window.innerHeight * 0.6;
    if (last && (pending ? !awaited || away : away || name !== opened)) raise(last);
    if (!pending && awaited) say(outcome(last), true);
    awaited = Boolean(pending);
    if (!pending) remember(name);
  }

  function outcome(turn) {
    if (!turn) return '';
    const verdict = turn.querySelector('.qa-verdict, .qa-failed p');
    if (verdict) return verdict.textContent;
    const count = turn.querySelectorAll('.qa-statement').length;
    return count === 1 ? 'Answered in 1 sentence.' : 'Answered in ' + count + ' sentences.';
  }

  // The address holds the conversation, so that a page that is loaded again shows it again.
  function remember(name) {
    opened = name;
    const bare = window.location.pathname + window.location.search;
    if (window.qaConversation() !== name) {
      window.history.replaceState(window.history.state, '', name ? bare + '#c=' + name : bare);
    }
  }

  window.qaConversation = () => {
    const found = /^#c=([0-9a-f]+)$/.exec(window.location.hash);
    return found ? found[1] : '';
  };

  // Words, clipboard, files ---------------------------------------------------------------

  window.qaSure = (words) => window.confirm(words || 'This cannot be undone. Go on?');

  // For screen readers alone (hushed), or for the eye as well. The place is there from the start:
  // what comes with its words already in it is not read aloud.
  function say(words, hushed) {
    let live = document.getElementById('qa-live');
    if (!live) {
      live = document.createElement('div');
      live.id = 'qa-live';
      live.setAttribute('role', 'status');
      document.body.append(live);
    }
    live.textContent = words;
    if (hushed) return;
    const note = document.createElement('div');
    note.className = 'qa-toast';
    note.setAttribute('aria-hidden', 'true');
    note.textContent = words;
    frame().append(note);
    setTimeout(() => note.remove(), 2500);
  }
  document.addEventListener('DOMContentLoaded', () => say('', true));

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

  // Questions to begin with come late, when it is known that they can be answered.
  function offer(html) {
    const place = document.querySelector('.qa-empty .qa-examples');
    if (place && !place.childElementCount) place.innerHTML = html;
  }

  // Questions to go on with come when they were tried: below all else, so that nothing moves.
  function further(what) {
    const turns = document.querySelectorAll('.qa-turn');
    const last = turns[turns.length - 1];
    const place = last && last.id === 'turn-' + what.turn && last.querySelector('.qa-further');
    if (place) place.innerHTML = what.html;
  }

  window.qaTyping = () => {
    const box = document.querySelector('#qa-box textarea');
    if (!box) return;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  };

  window.qaHanded = (what) => {
    if (!what) return;
    if (what.do === 'copy') copy(what.text);
    else if (what.do === 'save') save(what);
    else if (what.do === 'offer') offer(what.html);
    else if (what.do === 'further') further(what);
    else if (what.words) say(what.words);
    if (what.do === 'copy') {
      document.querySelectorAll('details.qa-menu[open]').forEach((menu) => {
        menu.open = false;
        menu.querySelector('summary').focus();
      });
    }
  };
})();

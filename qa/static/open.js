// Hands clicks on links and buttons with data-act to the server, under the event's own name.
const events = { ask: 'ask', retry: 'retry', edit: 'edit', copy: 'copy', open: 'open', remove: 'remove',
                 cite: 'cite', near: 'cite', place: 'cite' };
element.addEventListener('click', (event) => {
  const target = event.target.closest('[data-act]');
  if (!target || target.disabled) return;
  const act = target.dataset.act;
  event.preventDefault();
  if (act === 'back') { window.qaBack(target.dataset.turn); return; }
  if (!events[act]) return;
  // What takes a question's place takes that of all behind it too.
  const turn = (act === 'retry' || act === 'edit') && target.closest('.qa-turn');
  let later = 0;
  for (let next = turn && turn.nextElementSibling; next; next = next.nextElementSibling) later += 1;
  if (later && !window.qaSure('The new answer takes the place of this one and of the '
                              + later + ' after it. Go on?')) return;
  if (act === 'remove' && !window.qaSure('Remove ' + target.dataset.source + ' from the corpus?')) return;
  if (events[act] === 'cite') window.qaOpening(target);
  trigger(events[act], { ...target.dataset });
});
watch('value', () => window.qaShown(element));

/**
 * What a function finds for each object, found once: for what never changes, such as the records of a snapshot of the settings. It
 * is forgotten with the object.
 */
export function onceForEach<Subject extends object, Found extends object>(
  find: (subject: Subject) => Found,
): (subject: Subject) => Found {
  const known = new WeakMap<Subject, Found>();
  return (subject) => {
    const before = known.get(subject);
    if (before !== undefined) return before;
    const found = find(subject);
    known.set(subject, found);
    return found;
  };
}

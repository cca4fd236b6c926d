// What a phone keeps of its counts, in its own database: nothing is said to be counted before it is in here.

const NAME = "firstbell-counts";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 2);
    asked.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) {
        asked.result.createObjectStore("counts", { keyPath: "uid" });
        asked.result.createObjectStore("scans", { keyPath: "id" }).createIndex("count", "count");
      }
      if (oldVersion < 2) asked.result.createObjectStore("photos", { keyPath: "id" }).createIndex("count", "count");
    };
    asked.onsuccess = () => {
      // Another window that opens a newer release may go on; this one then asks again.
      asked.result.onversionchange = () => { asked.result.close(); known = null; };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
}

let known = null;
const database = () => (known ??= opened());

// Resolves when the transaction is through: then it survives the browser.
async function inside(stores, mode, act) {
  const box = await database();
  return new Promise((resolve, reject) => {
    const work = box.transaction(stores, mode, { durability: "strict" });
    const asked = act(work);
    work.oncomplete = () => resolve(asked?.result);
    work.onerror = () => reject(work.error);
    work.onabort = () => reject(work.error);
  });
}

export const countOf = (uid) => inside(["counts"], "readonly", (work) => work.objectStore("counts").get(uid));

export const saveCount = (row) => inside(["counts"], "readwrite", (work) => work.objectStore("counts").put(row));

export async function scansOf(uid) {
  const rows = await inside(["scans"], "readonly", (work) => work.objectStore("scans").index("count").getAll(uid));
  return rows.sort((one, other) => one.seq - other.seq);
}

// The scan and the count it stands in, together or not at all.
export const saveScan = (scan, row) =>
  inside(["scans", "counts"], "readwrite", (work) => {
    work.objectStore("scans").add(scan);
    work.objectStore("counts").put(row);
  });

export const dropScans = (ids, row) =>
  inside(["scans", "counts"], "readwrite", (work) => {
    for (const id of ids) work.objectStore("scans").delete(id);
    work.objectStore("counts").put(row);
  });

const photosIn = (work) => work.objectStore("photos");

// What there is of each photo but the picture itself, which is read when it is sent.
export async function photosOf(uid) {
  const rows = await inside(["photos"], "readonly", (work) => photosIn(work).index("count").getAll(uid));
  return rows.map(({ id, scan, item, words, at, refused }) => ({ id, scan, item, words, at, refused })).sort((one, other) => one.at - other.at);
}

export const photoOf = (id) => inside(["photos"], "readonly", (work) => photosIn(work).get(id));

export const savePhoto = (photo) => inside(["photos"], "readwrite", (work) => photosIn(work).put(photo));

export const dropPhoto = (id) => inside(["photos"], "readwrite", (work) => photosIn(work).delete(id));

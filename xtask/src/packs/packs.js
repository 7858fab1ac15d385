/** What came, or is coming, in the pack of a page: the names of its modules in the order in which they are loaded. */
const packs = new Map();
/** Modules that have come in a pack, until they are loaded. */
const modules = new Map();
/** Modules that are loaded, or being loaded. */
const loaded = new Map();

/** Remembers what is coming; what did not come is asked for again the next time. */
function once(known, name, ask) {
    if (!known.has(name)) {
        const coming = ask(name);
        coming.catch(() => known.delete(name));
        known.set(name, coming);
    }
    return known.get(name);
}

async function unpack(page) {
    const answer = await fetch(new URL(`./${page}.pack`, import.meta.url));
    if (!answer.ok) throw new Error(`the pack of ${page} did not come: ${answer.status}`);
    const pack = await answer.arrayBuffer();
    let at = 4 + new DataView(pack).getUint32(0, true);
    const index = JSON.parse(new TextDecoder().decode(new Uint8Array(pack, 4, at - 4)));
    return index.map(([name, length]) => {
        if (!loaded.has(name)) modules.set(name, new Uint8Array(pack, at, length));
        at += length;
        return name;
    });
}

async function instantiate(name) {
    await WebAssembly.instantiate(modules.get(name), getSharedImports());
    modules.delete(name);
}

const load = (name) => once(loaded, name, instantiate);

/** Loads a page: what it shares with others, then its own module. */
const page = (name) => async () => {
    const names = await once(packs, name, unpack);
    await Promise.all(names.slice(0, -1).map(load));
    await load(names.at(-1));
};



/** Modules that have arrived in a pack and are not loaded yet, by name. */
const modules = new Map();
/** What came, or is coming, in the pack of a page. */
const packs = new Map();

async function unpack(page) {
    const answer = await fetch(new URL(`./${page}.pack`, import.meta.url));
    if (!answer.ok) throw new Error(`the pack of ${page} did not come: ${answer.status}`);
    const pack = await answer.arrayBuffer();
    let at = 4 + new DataView(pack).getUint32(0, true);
    const index = JSON.parse(new TextDecoder().decode(new Uint8Array(pack, 4, at - 4)));
    for (const [name, length] of index) {
        modules.set(name, new Uint8Array(pack, at, length));
        at += length;
    }
    return index;
}

/** The pack of a page; one that did not come is asked for again the next time. */
function pack(page) {
    if (!packs.has(page)) {
        const coming = unpack(page);
        coming.catch(() => packs.delete(page));
        packs.set(page, coming);
    }
    return packs.get(page);
}

/** Loads the modules of a page when its pack is there. */
function packed(page, load) {
    return async () => {
        const index = await pack(page);
        await load();
        for (const [name] of index) modules.delete(name);
    };
}

const arrived = async (name) => new Response(modules.get(name), { headers: { "content-type": "application/wasm" } });

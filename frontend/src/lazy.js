// Heavy pictures come only when a page needs them: their addresses stand on <html>, because only
// the server knows the hashed names.

const loading = {};

/** The module `map` or `diagram`, with its style sheet. */
export function lazy(name) {
  const { dataset } = document.documentElement;
  loading[name] =
    loading[name] ||
    (async () => {
      const style = dataset[`${name}Style`];
      if (style) {
        await new Promise((resolve) => {
          const link = document.createElement("link");
          link.rel = "stylesheet";
          link.href = style;
          link.onload = link.onerror = resolve;
          document.head.append(link);
        });
      }
      return import(/* @vite-ignore */ dataset[name]);
    })();
  return loading[name];
}

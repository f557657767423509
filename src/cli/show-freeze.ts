/** `pip freeze`: what is installed, as lines of a requirements file. */

export type FrozenDistribution =
	/** From an index: `flask==3.1.3`. */
	| { readonly kind: "version"; readonly name: string; readonly version: string }
	/** From a URL, with its fragment: `flask @ https://example.com/flask.whl#sha256=…`. */
	| { readonly kind: "url"; readonly name: string; readonly url: string }
	/** `-e file:///…`, or the bare path of an old-style one. */
	| { readonly kind: "editable"; readonly location: string };

/** The lines in the order given, each once; without a final newline. */
export function showFreeze(distributions: readonly FrozenDistribution[]): string {
	return [...new Set(distributions.map(frozenLine))].join("\n");
}

function frozenLine(distribution: FrozenDistribution): string {
	switch (distribution.kind) {
		case "version":
			return `${distribution.name}==${distribution.version}`;
		case "url":
			return `${distribution.name} @ ${distribution.url}`;
		case "editable":
			return `-e ${distribution.location}`;
	}
}
